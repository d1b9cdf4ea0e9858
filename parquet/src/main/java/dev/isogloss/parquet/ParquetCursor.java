package dev.isogloss.parquet;

import dev.isogloss.dataset.RowCursor;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The rows of one file, counted from 1, group by group. */
final class ParquetCursor implements RowCursor {
    private final Path file;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final MessageColumnIO columns;
    private @Nullable RecordReader<Group> records;
    private long left;
    private long read;
    private @Nullable ObjectNode current;

    ParquetCursor(Path file, ParquetFileReader reader) {
        this.file = file;
        this.reader = reader;
        this.schema = reader.getFileMetaData().getSchema();
        this.columns = new ColumnIOFactory(reader.getFileMetaData().getCreatedBy()).getColumnIO(schema);
    }

    @Override
    public boolean advance() throws IOException {
        try {
            while (left == 0) {
                PageReadStore pages = reader.readNextRowGroup();
                if (pages == null) {
                    return false;
                }
                left = pages.getRowCount();
                records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
            }
            if (records == null) {
                throw new IllegalStateException("there are rows but nobody to read them");
            }
            current = GroupJson.object(records.read(), schema);
            read++;
            left--;
            return true;
        } catch (BadInputException e) {
            throw new BadInputException(file + ": " + e.getMessage(), e);
        } catch (FileSystemException e) {
            throw e; // the disk's word for trouble
        } catch (IOException | RuntimeException e) {
            // nothing here depends on anything but the bytes, whatever the library stumbles over
            throw new BadInputException(
                    file + " is damaged after row " + read + " (" + e + "); fetch or write it again", e);
        }
    }

    @Override
    public Origin origin() {
        return Origin.of(file, read);
    }

    @Override
    public String raw() {
        return String.valueOf(current);
    }

    @Override
    public JsonLine row() {
        if (current == null) {
            throw new IllegalStateException("advance comes first");
        }
        return new JsonLine(origin(), current);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
