package dev.isogloss.parquet;

import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.RowShape;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Rows as records of Parquet: texts are {@code STRING}, numbers {@code double}, whole numbers {@code int64}, lists the three levels of
 * {@code LIST} with {@code list} and {@code element}, inner fields groups; everything is optional.
 */
final class RowSupport extends WriteSupport<Map<String, Object>> {
    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    private final RowShape shape;
    private @Nullable RecordConsumer records;

    RowSupport(RowShape shape) {
        this.shape = shape;
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other to override
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        shape.fields().forEach((name, type) -> message.addField(column(name, type)));
        MessageType schema = message.named("row");
        return new WriteContext(schema, Map.of());
    }

    private static Type column(String name, FieldType type) {
        return switch (type) {
            case FieldType.Scalar scalar ->
                switch (scalar) {
                    case TEXT ->
                        Types.optional(PrimitiveTypeName.BINARY)
                                .as(LogicalTypeAnnotation.stringType())
                                .named(name);
                    case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
                    case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(name);
                };
            case FieldType.ListOf list ->
                Types.optionalGroup()
                        .as(LogicalTypeAnnotation.listType())
                        .addField(Types.repeatedGroup()
                                .addField(column(ELEMENT, list.element()))
                                .named(LIST))
                        .named(name);
            case FieldType.Inner inner -> {
                Types.GroupBuilder<org.apache.parquet.schema.GroupType> group = Types.optionalGroup();
                inner.shape().fields().forEach((field, fieldType) -> group.addField(column(field, fieldType)));
                yield group.named(name);
            }
        };
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        records = consumer;
    }

    @Override
    public void write(Map<String, Object> row) {
        RecordConsumer to = records;
        if (to == null) {
            throw new IllegalStateException("prepareForWrite comes first");
        }
        to.startMessage();
        fields(to, row, shape);
        to.endMessage();
    }

    private static void fields(RecordConsumer to, Map<?, ?> row, RowShape shape) {
        int written = 0;
        int index = 0;
        for (Map.Entry<String, FieldType> field : shape.fields().entrySet()) {
            Object value = row.get(field.getKey());
            if (value != null) {
                to.startField(field.getKey(), index);
                value(to, value, field.getValue());
                to.endField(field.getKey(), index);
                written++;
            }
            index++;
        }
        if (written < row.size()) {
            throw new IllegalArgumentException("a row has fields " + row.keySet() + " beyond those of its file: "
                    + shape.fields().keySet());
        }
    }

    private static void value(RecordConsumer to, Object value, FieldType type) {
        switch (type) {
            case FieldType.Scalar scalar -> {
                switch (scalar) {
                    case TEXT -> to.addBinary(Binary.fromString((String) value));
                    case NUMBER -> to.addDouble(((Number) value).doubleValue());
                    case INTEGER -> to.addLong(((Number) value).longValue());
                }
            }
            case FieldType.ListOf list -> {
                to.startGroup();
                List<?> items = (List<?>) value;
                if (!items.isEmpty()) {
                    to.startField(LIST, 0);
                    for (Object item : items) {
                        to.startGroup();
                        to.startField(ELEMENT, 0);
                        value(to, item, list.element());
                        to.endField(ELEMENT, 0);
                        to.endGroup();
                    }
                    to.endField(LIST, 0);
                }
                to.endGroup();
            }
            case FieldType.Inner inner -> {
                to.startGroup();
                fields(to, (Map<?, ?>) value, inner.shape());
                to.endGroup();
            }
        }
    }
}
