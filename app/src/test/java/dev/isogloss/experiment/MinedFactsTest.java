package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.report.FactTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the page says of mining, out of the report that mining wrote. */
class MinedFactsTest {
    private static List<FactTable> tables(String report) {
        return MinedFacts.tables(JsonMapper.shared().readTree(report));
    }

    @Test
    void sharesAndJudgesAreTables() {
        List<FactTable> tables = tables("""
                {"shares": {"dropped": 0.125, "generated": 0.5, "stages": {"llm": 0.125}}, "warnings": ["llm is useless"],
                 "judges": [{"judge": "llm(model=m)", "all": {"caught": 3, "missed": 1, "wrongly-suspected": 2, "cleared": 4,
                  "accuracy": 0.7, "kappa": 0.4}, "languages": {"sw": {"caught": 0, "missed": 0, "wrongly-suspected": 0,
                  "cleared": 0}}}]}
                """);
        assertThat(tables).hasSize(2);
        assertThat(tables.getFirst().note()).isEqualTo("llm is useless");
        assertThat(tables.getFirst().rows())
                .contains(
                        List.of("of these by llm", "12.5\u202F%", ""),
                        List.of("negatives found by generated queries", "50.0\u202F%", "9.1\u202F%"));
        assertThat(tables.get(1).title()).isEqualTo("How the judge llm agrees with people");
        assertThat(tables.get(1).rows())
                .containsExactly(
                        List.of("sw", "0", "0", "0", "0", "", ""),
                        List.of("all", "4", "3", "6", "2", "0.700", "0.400"));
    }

    @Test
    void whatWasMinedBeforeThereWereSharesHasNone() {
        assertThat(tables("{\"judges\": [], \"warnings\": []}")).isEmpty();
    }
}
