package dev.isogloss.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BytePairTrainerTest {
    private static JsonNode learn(int size, String... texts) {
        BytePairTrainer trainer = new BytePairTrainer();
        for (String text : texts) {
            trainer.add(text);
        }
        return JsonMapper.shared().readTree(trainer.train(size)).get("model");
    }

    @Test
    void mergesTheMostFrequentPairFirstAndTiesInOrder() {
        // lo 4 times, ow 4, we 2: "lo" before "ow" by order; then "low" 4.
        JsonNode model = learn(100, "low lower low lowest");
        assertThat(model.get("merges").get(0).stringValue()).isEqualTo("l o");
        assertThat(model.get("merges").get(1).stringValue()).isEqualTo("lo w");
        assertThat(model.get("vocab").propertyNames()).startsWith("<s>", "<pad>", "</s>", "<unk>", "<mask>");
    }

    @Test
    void everyMergeAndCharacterIsInTheVocabularyAndIdsAreDense() {
        JsonNode vocabulary = learn(140, "ndege hupeperuka", "蜜蜂が踊る、蜜蜂が歌う。", "ผึ้งเต้นรำ ผึ้งร้องเพลง")
                .get("vocab");
        List<Integer> ids = vocabulary.properties().stream()
                .map(e -> e.getValue().intValue())
                .toList();
        assertThat(ids).isSorted().startsWith(0).endsWith(ids.size() - 1).hasSizeLessThanOrEqualTo(140);
        assertThat(vocabulary.has("蜜蜂が")).isTrue();
        assertThat(vocabulary.has("、")).isTrue();
    }

    @Test
    void keepsTheFrequentCharactersWhenNotAllFit() {
        BytePairTrainer trainer = new BytePairTrainer();
        for (int point = 0x4E00; point < 0x4E00 + 300; point++) {
            trainer.add(Character.toString(point) + " 蜂 蜂");
        }
        JsonNode vocabulary =
                JsonMapper.shared().readTree(trainer.train(100)).get("model").get("vocab");
        assertThat(vocabulary.size()).isEqualTo(100);
        assertThat(vocabulary.has("蜂")).isTrue();
    }

    @Test
    void refusesATinyVocabulary() {
        assertThatThrownBy(() -> new BytePairTrainer().train(10)).hasMessageContaining("got: 10");
    }

    @Test
    void sameTextsSameBytesWhateverTheirOrder() {
        BytePairTrainer one = new BytePairTrainer();
        one.add("kahawa ya asubuhi");
        one.add("chai ya jioni");
        BytePairTrainer two = new BytePairTrainer();
        two.add("chai ya jioni");
        two.add("kahawa ya asubuhi");
        assertThat(one.train(120)).isEqualTo(two.train(120));
    }
}
