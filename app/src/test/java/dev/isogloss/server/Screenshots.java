package dev.isogloss.server;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A program that takes pictures of the page of a server that runs: {@code Screenshots ADDRESS FOLDER}. */
final class Screenshots {
    private static final int SETTLED_MILLIS = 2500;

    private Screenshots() {}

    /** What is seen, by the picture's name. */
    private static Map<String, String> views() {
        Map<String, String> views = new LinkedHashMap<>();
        views.put("search", "?q=why do tides rise twice a day");
        views.put("side-by-side", "?q=why do tides rise twice a day&mode=all");
        views.put("passage", "?q=why do tides rise twice a day&doc=ar:ar-2A");
        views.put("recommend", "?view=recommend&liked=en:en-1A,sw:sw-2A&disliked=de:de-3A");
        views.put("filter", "?view=filter&topic=sea");
        views.put("map", "?view=map&q=why do tides rise twice a day");
        views.put("map-balanced", "?view=map&balanced=true&q=why do tides rise twice a day");
        return views;
    }

    public static void main(String[] arguments) {
        try (Chromium chromium = Chromium.require()) {
            views().forEach((name, query) -> {
                picture(chromium, arguments, name, query, Chromium.Look.DESK);
                picture(chromium, arguments, name + "-dark", query, Chromium.Look.NIGHT);
                picture(chromium, arguments, name + "-phone", query, Chromium.Look.PHONE);
            });
            chromium.assertAllWentWell();
        }
    }

    private static void picture(Chromium chromium, String[] arguments, String name, String query, Chromium.Look look) {
        try (Page page = chromium.open(arguments[0], query, look)) {
            page.waitForTimeout(SETTLED_MILLIS);
            byte[] taken = page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(arguments[1], name + ".png")));
            System.out.println(name + ".png " + taken.length + " bytes");
        }
    }
}
