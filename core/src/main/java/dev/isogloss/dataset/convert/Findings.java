package dev.isogloss.dataset.convert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Things that ought not to be: how many, and the first few. One per thread. */
final class Findings {
    static final int EXAMPLES = 5;

    private final Set<String> once = new HashSet<>();
    private final List<String> examples = new ArrayList<>();
    private long count;

    static Findings of(Collection<String> all) {
        Findings findings = new Findings();
        all.forEach(findings::add);
        return findings;
    }

    void add(String what) {
        count++;
        if (examples.size() < EXAMPLES) {
            examples.add(what);
        }
    }

    void addOnce(String what) {
        if (once.add(what)) {
            add(what);
        }
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("count", count);
        if (count > 0) {
            facts.put("for-example", List.copyOf(examples));
        }
        return facts;
    }
}
