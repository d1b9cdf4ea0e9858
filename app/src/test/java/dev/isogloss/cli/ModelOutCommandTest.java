package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Models leave in other forms, and two models are told apart. */
class ModelOutCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String whole = "";

    @BeforeAll
    static void anUntrainedModel() throws IOException {
        Path run = folder.resolve("run");
        Said.of("run", SampleExperiment.file(folder.resolve("sample.yaml")).toString(), "--out", run.toString())
                .succeeded();
        whole = run.resolve("systems/untouched/model").toString();
    }

    private static Said export(String form, String precision, Path out) {
        return Said.of(
                "model",
                "export",
                "--model",
                whole,
                "--to",
                form,
                "--precision",
                precision,
                "--out",
                out.toString(),
                "--json",
                "-");
    }

    private static JsonNode diff(String other) {
        Said said = Said.of("model", "diff", whole, other, "--json", "-", "--quiet");
        assertThat(said.code()).as(said.err()).isEqualTo(1);
        return tools.jackson.databind.json.JsonMapper.shared().readTree(said.out());
    }

    @Test
    void halfPrecisionIsHalfTheSizeAndOpensHere() throws IOException {
        Path out = folder.resolve("bf16");
        JsonNode facts = export("safetensors", "bf16", out).json();
        assertThat(facts.get("worst cosine").doubleValue()).isBetween(0.999, 1 - 1e-9);
        assertThat(Files.size(out.resolve("model.safetensors")))
                .isLessThan(Files.size(Path.of(whole, "model.safetensors")) * 6 / 10);
        assertThat(Files.readString(out.resolve("config.json"))).contains("\"torch_dtype\" : \"bfloat16\"");
        assertThat(Said.of("model", out.toString()).succeeded().out()).contains("mean");
        JsonNode found = diff(out.toString());
        assertThat(found.get("same").booleanValue()).isFalse();
        assertThat(found.get("settings")).isEmpty();
        assertThat(found.get("tokens").get("different").intValue()).isZero();
        JsonNode changed = found.get("weights").get("changed");
        assertThat(changed).isNotEmpty();
        assertThat(changed.get(0).get("relative").doubleValue())
                .as("a number of 8 bits of mantissa is off by at most 2^-8 of itself")
                .isBetween(1e-5, 1.0 / 256);
        assertThat(found.get("vectors").get("languages").get("sw").get("worst").doubleValue())
                .isGreaterThan(0.999);
        Path again = folder.resolve("fp32-again");
        assertThat(export("safetensors", "fp32", again)
                        .json()
                        .get("worst cosine")
                        .doubleValue())
                .isGreaterThan(1 - 1e-9);
        assertThat(export("safetensors", "fp16", folder.resolve("fp16"))
                        .json()
                        .get("worst cosine")
                        .doubleValue())
                .isGreaterThan(0.9999);
    }

    @Test
    void anOnnxFolderHasTheGraphAndEverythingAroundIt() throws IOException {
        Path out = folder.resolve("onnx");
        export("onnx", "fp32", out).succeeded();
        assertThat(out.resolve("onnx/model.onnx")).isNotEmptyFile();
        assertThat(out.resolve("tokenizer.json")).isRegularFile();
        assertThat(out.resolve("modules.json")).isRegularFile();
        assertThat(Files.readString(out.resolve("README.md"))).contains("onnx/model.onnx", "onnxruntime");
        Said.of("model", out.toString()).refused("has no model.safetensors", "onnx/model.onnx");
        Path small = folder.resolve("int8");
        export("onnx", "int8", small).succeeded();
        assertThat(Files.size(small.resolve("onnx/model.onnx")))
                .isLessThan(Files.size(out.resolve("onnx/model.onnx")) * 2 / 3);
    }

    @Test
    void aModelEqualsItselfAndItsCopy() throws IOException {
        Said said = Said.of("model", "diff", whole, whole, "--quiet").succeeded();
        assertThat(said.out())
                .contains(
                        "settings: the same",
                        "token ids: the same on 106 texts",
                        "weights: all",
                        "vectors: 212 of 212");
        Path texts = Files.writeString(folder.resolve("texts.txt"), "eins zwei drei\n\nquattuor\n");
        assertThat(Said.of("model", "diff", whole, whole, "--texts", texts.toString(), "--quiet")
                        .succeeded()
                        .out())
                .contains("the same on 3 texts");
    }

    @Test
    void anotherModelIsAnother() {
        Path cut = folder.resolve("cut");
        Said.of("model", "cut", "--model", whole, "--layers", "1", "--out", cut.toString(), "--quiet")
                .succeeded();
        JsonNode found = diff(cut.toString());
        assertThat(found.get("settings").has("architecture")).isTrue();
        assertThat(found.get("tokens").get("different").intValue()).isZero();
        assertThat(found.get("weights").get("onlyFirst")).isNotEmpty();
        assertThat(found.get("weights").get("changed")).isEmpty();
        assertThat(found.get("vectors").get("worst").doubleValue()).isLessThan(1 - 1e-6);
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        Path out = folder.resolve("never");
        export("onnx", "bf16", out).refused("fp32 or int8 (got: bf16)");
        export("safetensors", "int8", out).refused("fp32, bf16 or fp16 (got: int8)");
        export("tflite", "fp32", out).refused("onnx or safetensors (got: tflite)");
        assertThat(out).doesNotExist();
        export("onnx", "fp32", Path.of(whole)).refused("holds files already");
        Said.of("model", "diff", whole, folder.resolve("nowhere").toString()).refused("there is no model folder");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
        Said.of("model", "diff", whole, whole, "--texts", empty.toString()).refused("holds no text");
        Path bad = Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": \"a\"}\n{\"txt\": \"b\"}\n");
        Said.of("model", "diff", whole, whole, "--texts", bad.toString()).refused("bad.jsonl:2");
    }
}
