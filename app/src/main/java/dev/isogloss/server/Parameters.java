package dev.isogloss.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a route takes after the question mark, read as if it had come in a body: {@code q} is the field {@code query} there. */
final class Parameters {
    private final List<Parameter> known = new ArrayList<>();

    private record Parameter(String name, Kind kind) {}

    private enum Kind {
        TEXT,
        TEXTS,
        NUMBER,
        FLAG
    }

    /** Parameters that are taken as they stand. */
    Parameters texts(String... names) {
        return all(Kind.TEXT, names);
    }

    /** Parameters of several texts with commas between them. */
    Parameters lists(String... names) {
        return all(Kind.TEXTS, names);
    }

    /** Numbers; what is none stays a text, so that it is refused where it is used. */
    Parameters numbers(String... names) {
        return all(Kind.NUMBER, names);
    }

    /** Parameters that are {@code true}, {@code false}, or there without a value, which is true. */
    Parameters flags(String... names) {
        return all(Kind.FLAG, names);
    }

    private Parameters all(Kind kind, String... names) {
        for (String name : names) {
            known.add(new Parameter(name, kind));
        }
        return this;
    }

    /** The fields that a request has; a parameter that nobody would read is refused. */
    Fields of(Request request) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        request.query().forEach((name, value) -> {
            Optional<Parameter> parameter =
                    known.stream().filter(one -> one.name.equals(name)).findFirst();
            Kind kind = parameter.orElseThrow(() -> unknown(name)).kind;
            put(fields, name.equals("q") ? "query" : name, kind, value);
        });
        return new Fields(fields);
    }

    private Problem unknown(String name) {
        return Problem.badValue("there is no parameter " + Fields.shown(name) + " here; the parameters are "
                + String.join(", ", known.stream().map(Parameter::name).toList()));
    }

    private static void put(ObjectNode fields, String name, Kind kind, String value) {
        switch (kind) {
            case TEXT -> fields.put(name, value);
            case TEXTS -> {
                var texts = fields.putArray(name);
                List.of(value.split(",")).forEach(texts::add);
            }
            case NUMBER -> number(fields, name, value);
            case FLAG -> flag(fields, name, value);
        }
    }

    private static void flag(ObjectNode fields, String name, String value) {
        switch (value) {
            case "true", "" -> fields.put(name, true);
            case "false" -> fields.put(name, false);
            default -> fields.put(name, value);
        }
    }

    private static void number(ObjectNode fields, String name, String value) {
        try {
            fields.put(name, Integer.parseInt(value));
        } catch (NumberFormatException whole) {
            try {
                fields.put(name, Double.parseDouble(value));
            } catch (NumberFormatException e) {
                fields.put(name, value);
            }
        }
    }
}
