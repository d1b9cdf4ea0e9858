package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.Progress;
import dev.isogloss.mine.EnsembleReport.Found;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.RecordedRun;
import dev.isogloss.search.Retriever;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MemberTallyTest {
    private static final MiningQuery QUERY =
            new MiningQuery(TableScorer.query("q"), List.of(key("d0"), key("d1"), key("d2")), List.of(key("d9")));

    private final SmallCollection collection = new SmallCollection(12, Map.of());

    private static Retriever run(String name, int... passages) {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < passages.length; i++) {
            hits.add(new Hit(key("d" + passages[i]), passages.length - i));
        }
        return new RecordedRun(name, List.of(Ranking.of(QUERY.query().key(), hits, 100)));
    }

    private EnsembleReport mine(int keep, Retriever... members) {
        Fusion fusion = Fusion.DEFAULT;
        Ensemble ensemble = new Ensemble(List.of(members), fusion::fuse, fusion.toString(), 100, 10);
        MemberTally tally = new MemberTally();
        List<Candidates> offered = ensemble.candidates(List.of(QUERY), collection.lookup());
        offered.forEach(tally::offered);
        new MiningPlan(List.of(), keep, true)
                .run(offered.iterator(), 1, Scorers.of(), collection.lookup(), Progress.SILENT, tally);
        return tally.report(ensemble.fusionName(), WeightSearch.equal(List.of(members)), "by hand");
    }

    @Test
    void counts_what_each_member_found_and_what_it_found_alone() {
        // d0 and d2 are positives of a alone and b alone, d1 of both; d9 is judged and no candidate
        EnsembleReport report = mine(3, run("a", 0, 3, 1, 4, 9, 5), run("b", 1, 3, 2, 6));
        Language language = QUERY.query().language();

        assertThat(report.members()).hasSize(2);
        assertThat(report.members().getFirst().name()).isEqualTo("a");
        assertThat(report.members().getFirst().languages()).containsOnlyKeys(language);
        // Kept beside the judged d9: d3 (both) and the better of those that one member found.
        assertThat(report.members().getFirst().total()).isEqualTo(new Found(3, 2, 2, 1, 2, 1));
        assertThat(report.members().getLast().total()).isEqualTo(new Found(2, 1, 1, 0, 2, 1));
    }

    @Test
    void a_member_that_finds_nothing_changes_no_candidate() {
        Retriever a = run("a", 0, 3, 1, 4, 9, 5);
        Retriever b = run("b", 1, 3, 2, 6);
        Retriever silent = new RecordedRun("silent", List.of());
        assertThat(passages(a, b, silent)).isEqualTo(passages(a, b)).isEqualTo(passages(silent, b, a));
        assertThat(mine(3, a, silent).members().getLast().total()).isEqualTo(new Found(0, 0, 0, 0, 0, 0));
    }

    @Test
    void goes_into_the_report_for_people_and_for_programs() {
        MiningPlan plan = MiningPlan.naive(3);
        MiningReport report = new MiningTally(plan, Scorers.of(), collection.lookup(), 3)
                .report(List.of(), List.of(), List.of())
                .with(mine(3, run("a", 0, 3), run("b", 3, 6)));
        assertThat(report.toText()).contains("What each member of the ensemble found", "by hand");
        JsonNode json = JsonMapper.shared().readTree(report.toJson()).get("ensemble");
        JsonNode b = json.get("members").get(1);
        assertThat(b.get("name").asString()).isEqualTo("b");
        assertThat(b.get("weight").asDouble()).isEqualTo(1);
        assertThat(b.get("all").get("only-candidates").asInt()).isEqualTo(1);
        assertThat(b.get("languages").get("sw").get("candidates").asInt()).isEqualTo(2);
    }

    private List<Key> passages(Retriever... members) {
        return new Ensemble(List.of(members), Fusion.DEFAULT::fuse, "sum", 100, 10)
                .candidates(List.of(QUERY), collection.lookup())
                .getFirst()
                .passages();
    }
}
