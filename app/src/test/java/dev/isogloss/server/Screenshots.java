package dev.isogloss.server;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A program that takes pictures of the page of a server that runs: {@code Screenshots ADDRESS FOLDER}. */
final class Screenshots {
    private static final int SETTLED_MILLIS = 4000;
    private static final int OPAQUE = 0xFFFFFF;
    private static final int KIND = 0xE0E0E0;
    private static final int PALETTE = 256;
    private static final Chromium.Look DESK = new Chromium.Look(1120, 720, false);
    private static final Chromium.Look NIGHT = new Chromium.Look(1120, 720, true);
    private static final Chromium.Look PHONE = new Chromium.Look(390, 780, false);

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
                picture(chromium, arguments, name, query, DESK);
                picture(chromium, arguments, name + "-dark", query, NIGHT);
                picture(chromium, arguments, name + "-phone", query, PHONE);
            });
            chromium.assertAllWentWell();
        }
    }

    private static void picture(Chromium chromium, String[] arguments, String name, String query, Chromium.Look look) {
        try (Page page = chromium.open(arguments[0], query, look)) {
            page.waitForLoadState(LoadState.NETWORKIDLE);
            page.waitForTimeout(SETTLED_MILLIS);
            BufferedImage small = fewColours(ImageIO.read(new ByteArrayInputStream(page.screenshot())));
            Path file = Path.of(arguments[1], name + ".png");
            ImageIO.write(small, "png", file.toFile());
            System.out.println(file + " " + Files.size(file) + " bytes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same picture in 256 of its colours, each other one as the nearest of these. */
    private static BufferedImage fewColours(BufferedImage picture) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                counts.merge(picture.getRGB(x, y) & OPAQUE, 1, Integer::sum);
            }
        }
        // The most frequent colours as they are, and of the others one of each kind, so that thin coloured lines keep
        // theirs.
        List<Integer> frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        Set<Integer> kinds = new HashSet<>();
        int[] palette = Stream.concat(
                        frequent.stream().limit(PALETTE / 4),
                        frequent.stream().skip(PALETTE / 4).filter(colour -> kinds.add(colour & KIND)))
                .limit(PALETTE)
                .mapToInt(Integer::intValue)
                .toArray();
        IndexColorModel model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage small =
                new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                small.setRGB(x, y, picture.getRGB(x, y));
            }
        }
        return small;
    }
}
