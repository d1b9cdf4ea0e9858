package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.io.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MiningTallyTest {
    private final SmallCollection collection = new SmallCollection(80, Map.of(9, "text of passage 0"));

    private MiningReport report(MiningStage... stages) {
        Map<Key, Float> scores = new HashMap<>();
        for (int i = 0; i < 80; i++) {
            scores.put(key("d" + i), 1 - i / 100f);
        }
        Scorers scorers = Scorers.of(new TableScorer("dense", scores));
        MiningPlan plan = new MiningPlan(List.of(stages), 30, true);
        MiningTally tally = new MiningTally(plan, scorers, collection.lookup(), 30);
        List<MiningQuery> queries = List.of(
                new MiningQuery(TableScorer.query("qa"), List.of(key("d0")), List.of(key("d1"))),
                new MiningQuery(TableScorer.query("qb"), List.of(key("d0")), List.of()));
        MinedAtOnce.mine(plan, EnsembleTest.ensemble(collection, 60, 40), scorers, queries, collection.lookup(), tally);
        return tally.report(
                List.of("calibrated by hand"), List.of(RuleCheck.of(PercPos.paper(), queries, scorers)), List.of());
    }

    @Test
    void countsAddUp() {
        MiningReport.LanguageReport sw =
                report(PercPos.paper(), new Shift(2)).languages().getFirst();
        long byStages = sw.dropped().stream()
                .filter(drops -> !drops.stage().equals(Ensemble.STAGE))
                .mapToLong(MiningReport.Drops::count)
                .sum();
        assertThat(sw.queries()).isEqualTo(2);
        assertThat(sw.candidates()).isEqualTo(80);
        assertThat(sw.judged()).isEqualTo(1);
        assertThat(byStages + sw.kept() + sw.beyond()).isEqualTo(80);
        assertThat(sw.dropped()).extracting(MiningReport.Drops::stage).containsExactly("ensemble", "perc-pos", "shift");
    }

    @Test
    void showsRealExamplesBesideTheNearestPositive() {
        MiningReport report = report(PercPos.paper());
        assertThat(report.languages().getFirst().examples())
                .filteredOn(example -> example.stage().equals("perc-pos"))
                .hasSize(3)
                .allSatisfy(example -> {
                    assertThat(example.positive()).isEqualTo(key("d0"));
                    assertThat(example.positiveScore()).isEqualTo(1.0);
                    assertThat(example.score()).isGreaterThan(0.9);
                    assertThat(example.text()).contains("text of passage");
                });
        assertThat(report.toText()).contains("question qa", "calibrated by hand", "Agreement with people's judgments");
    }

    @Test
    void warnsWhenARuleDropsNearlyAllOrNearlyNothing() {
        assertThat(report(new Absolute("dense", 0.1)).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("absolute", "100.0 %", "over all languages"));
        assertThat(report(new Absolute("dense", 2)).warnings())
                .singleElement()
                .asString()
                .contains("0.0 %");
        assertThat(report(PercPos.paper()).warnings()).isEmpty();
    }

    @Test
    void warnsWhenAJudgeLeavesLittle() {
        assertThat(report(judge(Grade.PARTIAL)).warnings())
                .singleElement()
                .asString()
                .contains("100.0 %", "leaves little");
        assertThat(report(judge(Grade.IRRELEVANT)).warnings()).isEmpty();
    }

    private MiningStage judge(Grade always) {
        Judge judge = new Judge() {
            @Override
            public String name() {
                return "always";
            }

            @Override
            public String describe() {
                return "always(" + always + ")";
            }

            @Override
            public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
                return questions.stream()
                        .map(question -> question.passages().stream()
                                .map(passage -> new Verdict(always, List.of(always), 0))
                                .toList())
                        .toList();
            }
        };
        return new JudgeStage(judge, JudgePolicy.KEEP_IRRELEVANT, true, collection.lookup(), Progress.SILENT);
    }

    @Test
    void isReadableForPrograms() {
        JsonNode json = JsonMapper.shared()
                .readTree(report(PercPos.paper(), new Shift(1)).toJson());
        JsonNode sw = json.get("languages").get(0);
        assertThat(sw.get("candidates").asInt()).isEqualTo(80);
        assertThat(sw.get("examples").get(0).get("query").asString()).isEqualTo("sw:qa");
        assertThat(json.get("checks").get(0).get("all").get("judged-negatives").asInt())
                .isEqualTo(1);
    }
}
