package dev.isogloss.encoder;

import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tokenize.TokenBatch;
import dev.isogloss.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Token ids of one short text per language: they change when the tokenizer's definition or its library does. */
final class GoldenTokens {
    private static final int LONGEST = 64;

    private static final SortedMap<String, String> PROBES = new TreeMap<>(Map.ofEntries(
            Map.entry("ar", "أين تقع مدينة القاهرة؟"),
            Map.entry("bn", "বাংলাদেশের রাজধানী কোথায়?"),
            Map.entry("de", "Größe und Höhe der Zugspitze"),
            Map.entry("en", "Where does the River Thames rise?"),
            Map.entry("es", "¿Dónde nace el río Tajo?"),
            Map.entry("fa", "پایتخت ایران کجاست؟"),
            Map.entry("fi", "Missä Kemijoki alkaa?"),
            Map.entry("fr", "Où naît la Garonne, et jusqu'où coule-t-elle ?"),
            Map.entry("hi", "गंगा नदी कहाँ से निकलती है?"),
            Map.entry("id", "Di manakah letak Danau Toba?"),
            Map.entry("ja", "富士山の高さは何メートルですか。"),
            Map.entry("ko", "한강은 어디에서 시작하나요?"),
            Map.entry("ru", "Где берёт начало река Волга?"),
            Map.entry("sw", "Mlima Kilimanjaro uko wapi?"),
            Map.entry("te", "గోదావరి నది ఎక్కడ పుడుతుంది?"),
            Map.entry("th", "แม่น้ำเจ้าพระยาเริ่มที่ไหน"),
            Map.entry("yo", "Níbo ni odò Ọya ti bẹ̀rẹ̀?"),
            Map.entry("zh", "长江的源头在哪里？")));

    private GoldenTokens() {}

    /** The contract with this tokenizer's golden tokens; those that it already has must be the same. */
    static TextContract complete(TextContract contract, Tokenizer tokenizer) {
        SortedMap<String, List<Integer>> found = of(tokenizer);
        contract.goldenTokens().forEach((language, saved) -> {
            List<Integer> now = found.get(language);
            if (now != null && !now.equals(saved)) {
                throw new BadInputException("the tokenizer gives other tokens than when the model was written: for \""
                        + PROBES.get(language) + "\" it gave " + saved + " and gives " + now
                        + "; use the version of the tokenizer library that the model was made with");
            }
        });
        return new TextContract(
                contract.queryPrompt(),
                contract.passagePrompt(),
                contract.queryTokens(),
                contract.passageTokens(),
                contract.titleJoin(),
                contract.pooling(),
                contract.includePrompt(),
                contract.normalize(),
                contract.tokenizerHash(),
                found);
    }

    private static SortedMap<String, List<Integer>> of(Tokenizer tokenizer) {
        TokenBatch batch = tokenizer.tokenize(List.copyOf(PROBES.values()), LONGEST);
        SortedMap<String, List<Integer>> tokens = new TreeMap<>();
        int at = 0;
        int text = 0;
        for (String language : PROBES.keySet()) {
            int end = at + batch.lengths()[text++];
            tokens.put(language, Arrays.stream(batch.ids(), at, end).boxed().toList());
            at = end;
        }
        return tokens;
    }
}
