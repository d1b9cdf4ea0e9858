package dev.isogloss.embed;

import dev.isogloss.data.Key;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.StableHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The keys of a store's rows, both ways: their UTF-8 bytes shard by shard, and a table of row numbers with open addressing. */
final class RowKeys {
    private static final int ABSENT = -1;

    private final List<byte[]> shards;
    private final int[] firstRows;
    private final int[] starts;
    private final int[] table;

    private RowKeys(Builder builder) {
        this.shards = List.copyOf(builder.shards);
        this.firstRows = builder.firstRows.stream().mapToInt(Integer::intValue).toArray();
        this.starts = builder.starts;
        this.table = new int[Integer.highestOneBit(Math.max(1, starts.length)) * 4];
        Arrays.fill(table, ABSENT);
        for (int row = 0; row < starts.length; row++) {
            String text = text(row);
            int slot = slot(text);
            for (; table[slot] != ABSENT; slot = (slot + 1) % table.length) {
                if (text(table[slot]).equals(text)) {
                    throw new BadInputException(
                            "vectors of " + text + " occur twice, in rows " + table[slot] + " and " + row);
                }
            }
            table[slot] = row;
        }
    }

    Key key(int row) {
        return Key.parse(text(Objects.checkIndex(row, starts.length)));
    }

    int row(Key key) {
        String wanted = key.toString();
        int slot = slot(wanted);
        while (table[slot] != ABSENT && !text(table[slot]).equals(wanted)) {
            slot = (slot + 1) % table.length;
        }
        return table[slot];
    }

    private int slot(String text) {
        return (int) Long.remainderUnsigned(StableHash.of(0, text), table.length);
    }

    private String text(int row) {
        int found = Arrays.binarySearch(firstRows, row);
        byte[] bytes = shards.get(found >= 0 ? found : -found - 2);
        int end = starts[row];
        while (bytes[end] != '\n') {
            end++;
        }
        return new String(bytes, starts[row], end - starts[row], StandardCharsets.UTF_8);
    }

    /** Takes in the ids of one shard after the other. */
    static final class Builder {
        private final List<byte[]> shards = new ArrayList<>();
        private final List<Integer> firstRows = new ArrayList<>();
        private final int[] starts;
        private int rows;

        Builder(int rows) {
            this.starts = new int[rows];
        }

        void add(Path ids, int shardRows) throws IOException {
            if (!Files.isRegularFile(ids)) {
                throw new BadInputException("there is no file " + ids + "; encode again");
            }
            byte[] bytes = Files.readAllBytes(ids);
            shards.add(bytes);
            firstRows.add(rows);
            int expected = Math.min(starts.length, rows + shardRows);
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    if (rows == expected) {
                        throw new BadInputException(ids + " has more than the " + shardRows + " lines of its manifest");
                    }
                    starts[rows++] = start;
                    start = i + 1;
                }
            }
            if (rows != expected || start != bytes.length) {
                throw new BadInputException(ids + " should have " + shardRows + " whole lines; it was cut short");
            }
        }

        RowKeys build() {
            if (rows != starts.length) {
                throw new BadInputException(
                        "the shards hold " + rows + " rows, the manifest asks for " + starts.length);
            }
            return new RowKeys(this);
        }
    }
}
