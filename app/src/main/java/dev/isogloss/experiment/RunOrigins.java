package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.hub.HubId;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Hashes everything that a run read from outside its folder, and every model it made or used. */
final class RunOrigins {
    private final Context context;

    RunOrigins(Context context) {
        this.context = context;
    }

    /**
     * The provenance of a run that ends now.
     *
     * @param models the systems measured
     * @param others the collections measured besides the experiment's own
     */
    Provenance provenance(List<SystemModel> models, List<OtherCollection> others) throws IOException {
        return Provenance.now(
                context.experiment(),
                inputs(others),
                models(models),
                List.of(
                        org.bytedeco.pytorch.global.torch.class,
                        ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.class,
                        org.apache.lucene.index.IndexWriter.class,
                        JsonNode.class));
    }

    /** File to SHA-256; files of further sets and of other collections below the name of theirs. */
    private SortedMap<String, String> inputs(List<OtherCollection> others) throws IOException {
        SortedMap<String, String> inputs = new TreeMap<>(context.data().inputs());
        for (TrainSetChoice set : context.experiment().trainSets()) {
            ExperimentData.hashes(new TrainSetReader(set).files())
                    .forEach((file, hash) -> inputs.put("train-sets/" + set.name() + "/" + file, hash));
        }
        for (OtherCollection other : others) {
            other.inputs()
                    .forEach((file, hash) -> inputs.put("also/" + other.choice().name() + "/" + file, hash));
        }
        return inputs;
    }

    private SortedMap<String, String> models(List<SystemModel> systems) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        EnsembleChoice ensemble = context.experiment().mine().ensemble();
        for (EnsembleMember.Encoder member : ensemble.encoders()) {
            hashes.put("ensemble " + member.name(), encoder(ModelFolder.open(member.path())));
        }
        for (EnsembleMember.Run member : ensemble.runs()) {
            hashes.put("ensemble " + member.name(), "run " + Checksums.sha256(member.file()));
        }
        for (SystemModel system : systems) {
            if (Files.isDirectory(system.folder())) {
                hashes.put(system.name(), encoder(ModelFolder.open(system.folder())));
            }
        }
        for (Map.Entry<String, String> reader : crossEncoders().entrySet()) {
            if (HubId.isMeant(reader.getValue()) || Files.isDirectory(Path.of(reader.getValue()))) {
                CrossEncoderFolder folder = CrossEncoderFolder.open(reader.getValue());
                hashes.put(reader.getKey(), "weights " + folder.weightsHash() + ", contract " + folder.contract());
            }
        }
        Experiment.DistillationChoice distillation =
                context.experiment().train().distillation();
        if (distillation.byLanguageModel()) {
            hashes.put(
                    "teacher", "language model " + distillation.languageModel().deciding());
        }
        return hashes;
    }

    private static String encoder(ModelFolder folder) {
        return "weights " + folder.weightsHash() + ", contract "
                + folder.contract().hash();
    }

    /** Those that judged and taught, folders or hub ids; the one that reranks is a system. */
    private SortedMap<String, String> crossEncoders() {
        SortedMap<String, String> folders = new TreeMap<>();
        JudgingChoice judging = context.experiment().mine().judging();
        if (judging.trainsCrossEncoder()) {
            List<Path> folds = new ArrayList<>(JudgeStep.models(context));
            for (int fold = 0; fold < folds.size(); fold++) {
                folders.put("judge, fold " + fold, folds.get(fold).toString());
            }
        } else if (judging.judges().contains("cross-encoder")) {
            folders.put("judge", judging.crossEncoder().path().orElseThrow());
        }
        Optional<String> teacher = context.experiment().train().distillation().crossEncoder();
        boolean asked = TeachStep.isWanted(context.experiment())
                && !context.experiment().train().distillation().byLanguageModel();
        if (asked && teacher.isPresent()) {
            folders.put("teacher", teacher.get());
        }
        return folders;
    }
}
