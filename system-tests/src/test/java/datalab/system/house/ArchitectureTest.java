package datalab.system.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The edges between stages, and who may import what. */
final class ArchitectureTest {
    /** From each stage to those it may know; in the order in which an event travels. */
    private static final Map<String, Set<String>> EDGES = Map.ofEntries(
            Map.entry("forecast", Set.of()),
            Map.entry("lab", Set.of("forecast")),
            Map.entry("runtime", Set.of()),
            Map.entry("access", Set.of("runtime")),
            Map.entry("tls", Set.of("runtime")),
            Map.entry("http", Set.of("lab", "access", "tls")),
            Map.entry("log", Set.of("lab", "runtime")),
            Map.entry("mqtt", Set.of("runtime")),
            Map.entry("ingest", Set.of("lab", "runtime", "access", "tls", "http", "log", "mqtt")),
            Map.entry("postgres", Set.of("runtime")),
            Map.entry("store", Set.of("lab", "runtime", "access", "postgres")),
            Map.entry("out", Set.of("lab", "runtime", "store", "log", "mqtt")),
            Map.entry("cache", Set.of("runtime", "store")),
            Map.entry("process", Set.of("lab", "forecast", "runtime", "log", "store")),
            Map.entry("web", Set.of("lab", "forecast", "runtime", "access", "http", "store", "log")),
            Map.entry(
                    "app",
                    Set.of(
                            "lab",
                            "forecast",
                            "runtime",
                            "access",
                            "tls",
                            "http",
                            "log",
                            "mqtt",
                            "ingest",
                            "postgres",
                            "store",
                            "out",
                            "cache",
                            "process",
                            "web")));

    private static final long PACKAGE_TYPES_MAX = 25;

    private static JavaClasses product;

    @BeforeAll
    static void readClasses() {
        product = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("/grpc/v1/")) // generated
                .withImportOption(location -> !location.contains("/testkit/") && !location.contains("datalab-testkit"))
                .importPackages("datalab");
    }

    @ParameterizedTest
    @MethodSource("forbiddenEdges")
    void stagesKnowOnlyThoseTheyMay(String stage, String other) {
        noClasses()
                .that()
                .resideInAPackage("datalab." + stage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("datalab." + other + "..")
                .allowEmptyShould(true)
                .check(product);
    }

    @Test
    void onlyAppKnowsWhichServersThereAre() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "datalab.store.postgres..",
                        "datalab.store.mongodb..",
                        "datalab.postgres..",
                        "datalab.out..",
                        "datalab.cache..",
                        "datalab.app..",
                        "datalab.cli..",
                        "datalab.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "datalab.store.postgres..",
                        "datalab.store.mongodb..",
                        "datalab.postgres..",
                        "datalab.out..",
                        "datalab.cache..")
                .because("a store is a module of its own, which app chooses")
                .check(product);
    }

    @Test
    void onlyOneOutputKnowsTheLog() {
        noClasses()
                .that()
                .resideInAPackage("datalab.out..")
                .and()
                .resideOutsideOfPackage("datalab.out.kafka")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("datalab.log..")
                .because("the log is Kafka, which only outputs on Kafka need")
                .check(product);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void onlyOnePlaceImportsALibrary(String library, List<String> places) {
        DescribedPredicate<JavaClass> outside =
                DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(places.toArray(String[]::new)));
        noClasses()
                .that(outside)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because("only " + places + " may know " + library)
                .check(product);
    }

    @Test
    void labAndModelArePure() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage("datalab.lab..", "datalab.forecast..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "java.net.http..", "org.slf4j..", "io.micrometer..", "java.util.concurrent..");

        rule.because("views also run inside other engines").check(product);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("datalab.(*)..").should().beFreeOfCycles().check(product);
    }

    @Test
    void noCircleJoinsPackages() throws IOException {
        SortedMap<String, String> circles = new PackageCircles(product).shortest();

        assertThat(Ratchet.read().compare("[packages in circles]", circles)).isEmpty();
    }

    @Test
    void packagesAreSmall() throws IOException {
        SortedMap<String, Long> sizes = TopLevelTypes.ofMain().sizes();

        assertThat(Ratchet.read().compareSizes("[packages over 25 types]", sizes, PACKAGE_TYPES_MAX))
                .isEmpty();
    }

    @Test
    void noTwoTypesShareASimpleName() throws IOException {
        TopLevelTypes types = TopLevelTypes.ofMainAndTests();

        assertThat(types.count()).isGreaterThan(100);
        assertThat(Ratchet.read().compare("[shared names]", types.sharedNames()))
                .isEmpty();
    }

    @Test
    void nothingMutableIsStatic() {
        noFields()
                .that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .notBeFinal()
                .check(product);
    }

    @Test
    void classesAreFinalUnlessSealedOrExtended() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .orShould()
                .beEnums()
                .check(product);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*")
                .orShould()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Dto)")
                .orShould()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..impl..",
                        "..helper..",
                        "..dto..",
                        "datalab..model..",
                        "..service..")
                .check(product);
    }

    private static Stream<Arguments> forbiddenEdges() {
        List<String> all =
                Stream.concat(EDGES.keySet().stream(), Stream.of("cli")).toList();
        return EDGES.entrySet().stream()
                .flatMap(edge -> all.stream()
                        .filter(other ->
                                !other.equals(edge.getKey()) && !edge.getValue().contains(other))
                        .map(other -> Arguments.of(edge.getKey(), other)));
    }

    private static Stream<Arguments> libraries() {
        List<String> postgres = List.of("datalab.store.postgres..");
        List<String> embeddedPostgres = List.of("datalab.postgres.embedded");
        List<String> grpc = List.of("datalab.*.grpc..");
        return Stream.of(
                Arguments.of("io.grpc..", grpc),
                Arguments.of("com.google.protobuf..", grpc),
                Arguments.of("com.google.rpc..", grpc),
                Arguments.of("org.apache.kafka..", List.of("datalab.log..")),
                Arguments.of("kafka..", List.of("datalab.log..")),
                Arguments.of("org.postgresql..", postgres),
                Arguments.of("org.jdbi..", postgres),
                Arguments.of("com.zaxxer..", postgres),
                Arguments.of("org.flywaydb..", postgres),
                Arguments.of(
                        "java.sql..",
                        List.of("datalab.store.postgres..", "datalab.postgres.embedded", "datalab.out.jdbc")),
                Arguments.of("com.mysql..", List.of()),
                Arguments.of("org.mariadb..", List.of()),
                Arguments.of("com.mongodb..", List.of("datalab.store.mongodb..")),
                Arguments.of("com.datastax..", List.of("datalab.out.cassandra")),
                Arguments.of("jakarta.mail..", List.of("datalab.out.smtp")),
                Arguments.of("org.eclipse.angus..", List.of("datalab.out.smtp")),
                Arguments.of("io.lettuce..", List.of("datalab.cache.redis")),
                Arguments.of("org.bson..", List.of("datalab.store.mongodb..")),
                Arguments.of("io.zonky..", embeddedPostgres),
                Arguments.of("org.apache.commons.compress..", embeddedPostgres),
                Arguments.of("org.tukaani..", embeddedPostgres),
                Arguments.of("io.netty..", List.of("datalab.ingest.mqtt..")),
                Arguments.of("com.hivemq..", List.of("datalab.cli.simulate..", "datalab.mqtt", "datalab.out.mqtt")),
                Arguments.of("org.eclipse.jetty..", List.of("datalab.http", "datalab.http.proxy")),
                Arguments.of("com.nimbusds..", List.of("datalab.access.oidc")),
                Arguments.of("picocli..", List.of("datalab.cli..")),
                Arguments.of("org.apache.datasketches..", List.of("datalab.lab.aggregate")),
                Arguments.of("org.hipparchus..", List.of("datalab.forecast")),
                Arguments.of("com.cronutils..", List.of("datalab.lab.time")),
                Arguments.of("dev.cel..", List.of("datalab.lab.expression")),
                Arguments.of("com.google.common.geometry..", List.of("datalab.lab.geo")),
                Arguments.of("net.sf.geographiclib..", List.of("datalab.lab.geo")));
    }
}
