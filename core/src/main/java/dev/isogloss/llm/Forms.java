package dev.isogloss.llm;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Forms of answers as JSON schemas. */
final class Forms {
    private Forms() {}

    static ResponseFormat responseFormat(AnswerForm form) {
        return switch (form) {
            case AnswerForm.FreeText text -> ResponseFormat.TEXT;
            case AnswerForm.JsonObject object ->
                ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name(object.name())
                                .rootElement(schema(object))
                                .build())
                        .build();
        };
    }

    private static JsonObjectSchema schema(AnswerForm.JsonObject object) {
        var schema = JsonObjectSchema.builder().additionalProperties(false);
        for (AnswerForm.Field field : object.fields()) {
            switch (field) {
                case AnswerForm.Text text -> schema.addStringProperty(text.name());
                case AnswerForm.WholeNumber number -> schema.addProperty(number.name(), numbers(number));
            }
        }
        return schema.required(
                        object.fields().stream().map(AnswerForm.Field::name).toList())
                .build();
    }

    /** An enumeration, because few servers can force a minimum and a maximum. */
    private static JsonRawSchema numbers(AnswerForm.WholeNumber number) {
        return JsonRawSchema.from(IntStream.rangeClosed(number.least(), number.most())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "{\"type\":\"integer\",\"enum\":[", "]}")));
    }
}
