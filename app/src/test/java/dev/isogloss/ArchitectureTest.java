package dev.isogloss;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the code to the table in ARCHITECTURE.md and to a few rules a compiler cannot check. */
class ArchitectureTest {
    private static final String ROOT = "dev.isogloss.";
    private static final Path HOME = Path.of("..");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPaths(
                    Path.of("../core/target/classes"),
                    Path.of("../parquet/target/classes"),
                    Path.of("../engine/target/classes"),
                    Path.of("target/classes"));
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

    /** Prevents: a worker that quietly learns about another worker, until nothing can be changed alone. */
    @Test
    void packagesUseOnlyWhatTheTableAllows() throws IOException {
        Map<String, Set<String>> allowed = table();
        Map<String, Set<String>> used = used();
        assertThat(CLASSES.size())
                .as("classes seen; with too few the rules would hold for nothing")
                .isGreaterThan(150);
        assertThat(used.keySet())
                .as("packages in the code and in ARCHITECTURE.md")
                .isEqualTo(allowed.keySet());
        List<String> problems = new ArrayList<>();
        used.forEach((from, targets) -> targets.stream()
                .filter(to -> !allowed.get(from).contains(to))
                .forEach(to -> problems.add(from + " may not use " + to)));
        assertThat(problems).isEmpty();
    }

    /** Prevents: a table that allows two packages to lean on each other. */
    @Test
    void theTableHasNoCycle() throws IOException {
        Map<String, Set<String>> rest = table();
        while (!rest.isEmpty()) {
            Set<String> free = new TreeSet<>();
            rest.forEach((name, uses) -> {
                if (uses.stream().noneMatch(rest::containsKey)) {
                    free.add(name);
                }
            });
            assertThat(free)
                    .as("packages outside the cycle among " + rest.keySet())
                    .isNotEmpty();
            rest.keySet().removeAll(free);
        }
    }

    /** Prevents: null sneaking in where NullAway does not look. */
    @Test
    void everyPackageIsNullMarkedAndDescribed() {
        for (String name : used().keySet()) {
            assertThat(CLASSES.getPackage(ROOT + name).isAnnotatedWith(NullMarked.class))
                    .as(name + "/package-info.java with @NullMarked")
                    .isTrue();
        }
    }

    /** Prevents: a library that writes into somebody's standard output. */
    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                CLASSES.that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(ROOT + "cli"))));
    }

    /** Prevents: errors nobody can tell apart. */
    @Test
    void failuresHaveTheirOwnType() {
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }

    /** Prevents: numbers that cannot be made again. */
    @Test
    void chanceComesFromASeed() {
        noClasses()
                .should()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.Collections.class, "shuffle", List.class)
                .orShould()
                .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
                .check(CLASSES);
    }

    /** Prevents: rooms nobody can survey. */
    @Test
    void sourceFilesStayReadable() throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")
                                    && file.toString().contains("src/main")
                                    && !file.toString().contains("target"))
                            .filter(file -> lines(file) > 500))
                    .isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> allowed = new TreeMap<>();
        boolean packages = false;
        for (String line : Files.readAllLines(HOME.resolve("ARCHITECTURE.md"))) {
            packages = packages ? line.startsWith("|") : line.startsWith("| package |");
            String[] cell = line.split("\\|", -1);
            if (packages && cell.length == 5 && cell[1].contains("`")) {
                allowed.put(names(cell[1]).iterator().next(), names(cell[3]));
            }
        }
        return allowed;
    }

    private static Set<String> names(String cell) {
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = NAME.matcher(cell); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Map<String, Set<String>> used() {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass from : CLASSES) {
            Set<String> targets = used.computeIfAbsent(part(from), p -> new TreeSet<>());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass();
                if (to.getPackageName().startsWith(ROOT) && !part(to).equals(part(from))) {
                    targets.add(part(to));
                }
            }
        }
        return used;
    }

    private static String part(JavaClass of) {
        return of.getPackageName().split("\\.")[2];
    }
}
