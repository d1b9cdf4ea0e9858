package dev.isogloss.parquet;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records of Parquet as JSON: groups are objects, lists (in any of the shapes of the format's list rules) arrays, bytes that are UTF-8
 * texts, other bytes and what is absent null.
 */
final class GroupJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private GroupJson() {}

    static ObjectNode object(Group group, GroupType type) {
        ObjectNode object = JSON.objectNode();
        for (int field = 0; field < type.getFieldCount(); field++) {
            object.set(type.getFieldName(field), field(group, field, type.getType(field)));
        }
        return object;
    }

    private static JsonNode field(Group group, int field, Type type) {
        int count = group.getFieldRepetitionCount(field);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            ArrayNode array = JSON.arrayNode(count);
            for (int i = 0; i < count; i++) {
                array.add(value(group, field, i, type));
            }
            return array;
        }
        return count == 0 ? JSON.nullNode() : value(group, field, 0, type);
    }

    private static JsonNode value(Group group, int field, int index, Type type) {
        if (type.isPrimitive()) {
            return primitive(group, field, index, type.asPrimitiveType());
        }
        GroupType inner = type.asGroupType();
        Group value = group.getGroup(field, index);
        return inner.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                        && inner.getFieldCount() == 1
                ? list(value, inner)
                : object(value, inner);
    }

    /** A list is a group with one repeated field, which holds the elements or a group around each. */
    private static ArrayNode list(Group list, GroupType type) {
        Type repeated = type.getType(0);
        ArrayNode array = JSON.arrayNode();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            if (!isWrapped(repeated, type)) {
                array.add(value(list, 0, i, repeated));
            } else {
                Group wrapper = list.getGroup(0, i);
                array.add(field(wrapper, 0, repeated.asGroupType().getType(0)));
            }
        }
        return array;
    }

    /** The rules of the format for files older than the third level of lists. */
    private static boolean isWrapped(Type repeated, GroupType list) {
        return !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().equals(list.getName() + "_tuple");
    }

    private static JsonNode primitive(Group group, int field, int index, PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
            case INT32 -> JSON.numberNode(group.getInteger(field, index));
            case INT64 -> JSON.numberNode(group.getLong(field, index));
            case FLOAT -> JSON.numberNode(group.getFloat(field, index));
            case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> text(group.getBinary(field, index));
            case INT96 -> JSON.nullNode();
        };
    }

    private static JsonNode text(Binary binary) {
        try {
            return JSON.stringNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(binary.toByteBuffer()) // unlike getBytes, it asks for no memory before it has looked at
                    // the bounds
                    .toString());
        } catch (CharacterCodingException e) {
            return JSON.nullNode();
        }
    }
}
