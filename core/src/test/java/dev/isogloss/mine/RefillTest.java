package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.embed.HashEmbedder;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stage II: queries with too few negatives get more, of the same quality, and each says where it came from. */
class RefillTest {
    private static final SmallCollection COLLECTION = new SmallCollection(60, Map.of());

    /** Makes a query of the passage's last word, or refuses. */
    private record LastWord(boolean refuses) implements QueryGenerator {
        @Override
        public String describe() {
            return "last-word";
        }

        @Override
        public List<Generated> generate(List<Source> sources, Progress progress) {
            return sources.stream()
                    .map(source -> refuses
                            ? (Generated) new Refused("nothing to say")
                            : new Made("summary", "number " + source.positive().text()))
                    .toList();
        }
    }

    private static List<MinedQuery> mine(int enough, QueryGenerator generator, List<MiningStage> stages) {
        Ensemble own = EnsembleTest.ensemble(COLLECTION, 12, 8);
        Ensemble deeper = EnsembleTest.ensemble(COLLECTION, 30, 25);
        MiningPlan plan = new MiningPlan(stages, enough, true, new Refill(generator, deeper, enough));
        List<MinedQuery> mined = new ArrayList<>();
        MinedAtOnce.mine(
                plan,
                own,
                Scorers.of(new TableScorer("dense", Map.of(key("d4"), 0.99f, key("d20"), 0.99f))),
                List.of(new MiningQuery(TableScorer.query("q"), List.of(key("d0"), key("d1")), List.of(key("d2")))),
                COLLECTION.lookup(),
                mined::add);
        return mined;
    }

    @Test
    void fillsUpWithWhatPassesTheSameStages() {
        MinedQuery mined = mine(18, new LastWord(false), List.of(new Absolute("dense", 0.9)))
                .getFirst();
        assertThat(mined.negatives()).hasSize(18);
        List<Negative> generated = mined.negatives().stream()
                .filter(negative -> negative.source() instanceof Negative.Generated)
                .toList();
        // one judged, eight candidates less the one that is too good
        assertThat(generated).hasSize(18 - 1 - 7);
        assertThat(generated)
                .allSatisfy(negative ->
                        assertThat(negative.source()).isEqualTo(new Negative.Generated("number text of passage 0")));
        Set<Key> passages = new HashSet<>();
        mined.negatives()
                .forEach(
                        negative -> assertThat(passages.add(negative.passage())).isTrue());
        assertThat(passages).doesNotContain(key("d0"), key("d1"), key("d4"), key("d20"));
        assertThat(mined.dropped())
                .anyMatch(drop ->
                        drop.passage().equals(key("d20")) && drop.stage().equals("absolute"));
    }

    @Test
    void thoseThatHaveEnoughStayAsTheyAre() {
        MinedQuery with = mine(6, new LastWord(false), List.of()).getFirst();
        assertThat(with.negatives()).hasSize(6).noneMatch(negative -> negative.source() instanceof Negative.Generated);
    }

    @Test
    void aRefusalIsCountedAndNothingElseChanges() {
        MinedQuery mined = mine(18, new LastWord(true), List.of()).getFirst();
        assertThat(mined.negatives()).hasSize(9);
        assertThat(mined.dropped())
                .anyMatch(drop ->
                        drop.stage().equals(Refill.STAGE) && drop.reason().equals("nothing to say"));
    }

    /** Texts of our own in every language of MIRACL; some scripts cut sentences and words in ways of their own. */
    @ParameterizedTest
    @CsvSource({
        "en, 3, The ferry leaves at six. It carries bicycles! Does it stop at the island?",
        "de, 2, Die Fähre legt um sechs ab. Hält sie an der Insel?",
        "es, 2, El barco sale a las seis. ¿Se detiene en la isla?",
        "fi, 2, Lautta lähtee kuudelta. Pysähtyykö se saarella?",
        "fr, 2, Le bac part à six heures. S’arrête-t-il près de l’île ?",
        "id, 2, Feri berangkat pukul enam. Apakah kapal itu singgah di pulau?",
        "yo, 2, Ọkọ̀ náà máa ń gbéra ní aago mẹ́fà. Ṣé ó máa ń dúró ní erékùṣù náà?",
        "ar, 2, يغادر القارب في السادسة. هل يتوقف عند الجزيرة؟",
        "bn, 2, নৌকাটি ছয়টায় ছাড়ে। এটি দ্বীপে থামে।",
        "hi, 2, नाव छह बजे निकलती है। यह द्वीप पर रुकती है।",
        "ja, 2, 船は六時に出ます。島に止まります。",
        "zh, 2, 船六点开。它在岛上停。",
        "ko, 2, 배는 여섯 시에 떠난다. 섬에 들른다.",
        "ru, 2, Паром уходит в шесть. Он останавливается у острова.",
        "sw, 2, Kivuko huondoka saa kumi na mbili. Husimama kisiwani.",
        "te, 2, పడవ ఆరు గంటలకు బయలుదేరుతుంది. ఇది ద్వీపంలో ఆగుతుంది.",
        "th, 1, เรือออกหกโมงเช้าและหยุดที่เกาะ",
        "fa, 2, قایق ساعت شش می‌رود. در جزیره می‌ایستد.",
    })
    void everyScriptIsCutIntoSentencesAndWords(String code, int sentences, String text) {
        Language language = new Language(code);
        assertThat(ExtractiveQueryGenerator.sentences(language, text)).hasSize(sentences);
        assertThat(ExtractiveQueryGenerator.words(language, text)).hasSizeGreaterThan(3);
    }

    @Test
    void theExtractiveGeneratorTakesSalientWordsOfCentralSentences() {
        ExtractiveQueryGenerator generator = new ExtractiveQueryGenerator(
                new HashEmbedder("w"), (language, word) -> word.length() > 4 ? word.length() : 0, 2, 4);
        Key key = key("d0");
        Passage passage = new Passage(
                key, "", "The harbour opens early. Fishermen mend their nets at dawn. Visitors arrive with the ferry.");
        Query query = new Query(key("q"), "When does the harbour open?");
        List<QueryGenerator.Generated> first =
                generator.generate(List.of(new QueryGenerator.Source(query, passage)), Progress.SILENT);
        QueryGenerator.Made made = (QueryGenerator.Made) first.getFirst();
        assertThat(ExtractiveQueryGenerator.sentences(key.language(), made.summary()))
                .hasSize(2);
        assertThat(ExtractiveQueryGenerator.words(key.language(), made.query()))
                .hasSize(4)
                .allSatisfy(word -> assertThat(made.summary()).contains(word));
        // how sources are grouped into calls does not matter
        List<QueryGenerator.Source> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(new QueryGenerator.Source(query, passage));
        }
        assertThat(generator.generate(many, Progress.SILENT)).hasSize(70).containsOnly(made);
        Passage empty = new Passage(key, "", "...");
        assertThat(generator.generate(List.of(new QueryGenerator.Source(query, empty)), Progress.SILENT))
                .containsExactly(new QueryGenerator.Refused(ExtractiveQueryGenerator.NO_WORDS));
    }
}
