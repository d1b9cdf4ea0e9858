package dev.isogloss.experiment.report;

import java.util.Arrays;
import java.util.List;

/** A row of buttons that choose what all panels of the page show; without scripts every panel is shown. */
record Switch(String key, String label, List<String> choices) {
    void write(Markup page) {
        if (choices.size() < 2) {
            return;
        }
        page.open("div", "class", "switch", "role", "group", "aria-label", label);
        page.element("span", label, "class", "switch-label");
        for (String choice : choices) {
            boolean first = choice.equals(choices.getFirst());
            page.element(
                    "button",
                    choice,
                    "type",
                    "button",
                    "data-key",
                    key,
                    "data-value",
                    choice,
                    "aria-pressed",
                    Boolean.toString(first));
        }
        page.close("div");
    }

    /** Begins a panel that is seen while this choice is made, here and in a second switch. */
    void openPanel(Markup page, String choice, Switch other, String otherChoice) {
        boolean shown = choice.equals(choices.getFirst()) && otherChoice.equals(other.choices.getFirst());
        String[] attributes = {"class", "panel", "data-" + key, choice, "data-" + other.key, otherChoice};
        openPanel(page, shown, attributes);
    }

    /** Begins a panel that is seen while this choice is made. */
    void openPanel(Markup page, String choice) {
        openPanel(page, choice.equals(choices.getFirst()), "class", "panel", "data-" + key, choice);
    }

    private static void openPanel(Markup page, boolean shown, String... attributes) {
        if (shown) {
            page.open("div", attributes);
        } else {
            String[] hidden = Arrays.copyOf(attributes, attributes.length + 2);
            hidden[attributes.length] = "hidden";
            hidden[attributes.length + 1] = "hidden";
            page.open("div", hidden);
        }
    }
}
