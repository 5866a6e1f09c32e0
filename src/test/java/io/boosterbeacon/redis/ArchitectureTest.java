package io.boosterbeacon.redis;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who may import whom. Downwards only: API, then ports, settings and codec, then features, then their façades, then
 * wiring.
 */
@AnalyzeClasses(packages = "io.boosterbeacon.redis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.boosterbeacon.redis";
    private static final String INTERNAL = ROOT + ".internal.";
    private static final int MAX_PARAMETERS = 7;
    private static final int MAX_LINES = 300;
    private static final String INTEGRATION = "io.boosterbeacon.it";
    private static final List<String> API =
            List.of(ROOT, ROOT + ".cache", ROOT + ".ratelimit", ROOT + ".revocation", ROOT + ".event");
    private static final List<String> BASE =
            internal("store", "concurrent", "config", "codec", "telemetry", "server", "log", "net");
    /** What a feature may import of the ports: it never knows which store it has. */
    private static final List<String> PORTS = and(API, BASE);

    private static final List<String> CACHE =
            internal("cache.key", "cache.read", "cache.invalidate", "cache.transaction", "cache.binding");
    private static final List<String> FEATURES =
            and(CACHE, internal("ratelimit", "ratelimit.address", "ratelimit.binding", "revocation"));

    /** Methods that run something on a thread of the JVM's, such as its timer or its common pool. */
    private static final Set<String> JVM_THREADS =
            Set.of("orTimeout", "completeOnTimeout", "delayedExecutor", "parallelStream", "parallel");

    @ArchTest
    static final ArchRule api_imports_nothing_internal = noClasses()
            .that()
            .resideInAnyPackage(API.toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".internal..");

    @ArchTest
    static final ArchRule base_imports_only_the_api = onlyImports(BASE, API);

    /** Connections are made of a dozen settings: one record of {@code config} instead of a copy of it. */
    @ArchTest
    static final ArchRule redis_imports_only_ports_and_its_settings =
            onlyImports(internal("store.redis.."), and(API, internal("store", "concurrent", "telemetry", "config")));

    @ArchTest
    static final ArchRule stores_import_only_ports =
            onlyImports(internal("store.embedded"), and(API, internal("store", "concurrent", "telemetry")));

    @ArchTest
    static final ArchRule guards_import_only_ports =
            onlyImports(internal("store.guard"), and(API, internal("store", "concurrent", "telemetry")));

    @ArchTest
    static final ArchRule local_answers_import_only_ports =
            onlyImports(internal("store.local"), and(API, internal("store", "concurrent", "telemetry")));

    @ArchTest
    static final ArchRule caches_import_neither_other_features_nor_stores = onlyImports(CACHE, PORTS);

    @ArchTest
    static final ArchRule keys_changes_and_transactions_of_caches_import_nothing_else_of_them =
            onlyImports(internal("cache.key", "cache.invalidate", "cache.transaction"), PORTS);

    @ArchTest
    static final ArchRule caches_are_read_without_their_annotations =
            onlyImports(internal("cache.read"), and(PORTS, internal("cache.invalidate", "cache.transaction")));

    @ArchTest
    static final ArchRule limits_import_neither_other_features_nor_stores =
            onlyImports(internal("ratelimit.binding"), and(PORTS, internal("ratelimit", "ratelimit.address")));

    @ArchTest
    static final ArchRule addresses_know_nothing_of_limits_and_requests =
            onlyImports(internal("ratelimit.address"), PORTS);

    @ArchTest
    static final ArchRule decisions_know_nothing_of_how_calls_reach_them = onlyImports(internal("ratelimit"), PORTS);

    @ArchTest
    static final ArchRule revocation_imports_neither_other_features_nor_stores =
            onlyImports(internal("revocation"), PORTS);

    @ArchTest
    static final ArchRule signatures_know_nothing_of_revocation = onlyImports(internal("jose"), PORTS);

    @ArchTest
    static final ArchRule endpoints_call_the_service_and_no_stores =
            onlyImports(internal("endpoint"), and(PORTS, internal("jose")));

    /** The library is optional: no other class may need it. */
    @ArchTest
    static final ArchRule only_signatures_import_jose4j = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "jose")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jose4j..");

    /**
     * The façades are the two ways in, JAX-RS and the programmatic service: they call features, which do not know them.
     */
    @ArchTest
    static final ArchRule facades_import_features_but_no_stores =
            onlyImports(internal("rest", "service"), and(PORTS, FEATURES));

    @ArchTest
    static final ArchRule observers_import_no_features = onlyImports(internal("health", "audit"), and(API, BASE));

    @ArchTest
    static final ArchRule documentation_imports_no_features = onlyImports(internal("openapi"), and(API, BASE));

    @ArchTest
    static final ArchRule nobody_imports_health = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "health")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL + "health");

    @ArchTest
    static final ArchRule only_its_wiring_imports_the_audit = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "audit", INTERNAL + "cdi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL + "audit");

    /** More parameters mean that two things are one, or that a record is missing; records are values. */
    @ArchTest
    static final ArchRule constructors_take_few_parameters = classes()
            .that()
            .areNotRecords()
            .should(new ArchCondition<>("have at most " + MAX_PARAMETERS + " constructor parameters") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getConstructors().stream()
                            .filter(constructor ->
                                    constructor.getRawParameterTypes().size() > MAX_PARAMETERS)
                            .forEach(constructor -> events.add(
                                    SimpleConditionEvent.violated(constructor, constructor.getDescription())));
                }
            });

    @Test
    void no_class_is_long() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(sources.filter(Files::isRegularFile)).allSatisfy(source -> assertThat(Files.readAllLines(source))
                    .as(source.toString())
                    .satisfiesAnyOf(
                            lines -> assertThat(lines).hasSizeLessThanOrEqualTo(MAX_LINES),
                            // an annotation has no code: it is as long as the contracts of its members
                            lines -> assertThat(lines).anyMatch(line -> line.startsWith("public @interface "))));
        }
    }

    @ArchTest
    static final ArchRule nobody_imports_the_wiring = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "cdi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(INTERNAL + "cdi");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching(INTERNAL + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_redis_store_imports_lettuce = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "store.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lettuce..", "reactor..");

    /** The client's Netty also reads addresses and networks. */
    @ArchTest
    static final ArchRule only_the_redis_store_and_addresses_import_netty = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "store.redis..", INTERNAL + "net")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    /** Each of these may ask a name server, for a text that a client has sent. */
    @ArchTest
    static final ArchRule names_of_hosts_are_looked_up_by_the_redis_store_alone = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "store.redis..")
            .should()
            .callMethodWhere(target(owner(assignableTo(InetAddress.class)))
                    .and(target(nameMatching("getByName|getAllByName|getLocalHost|getHostName|getCanonicalHostName"))))
            .orShould()
            .callConstructor(InetSocketAddress.class, String.class, int.class)
            .orShould()
            .callConstructor(IpSubnetFilterRule.class, String.class, int.class, IpFilterRuleType.class)
            .orShould()
            .callConstructor(IpSubnetFilterRule.class, String.class, IpFilterRuleType.class);

    @ArchTest
    static final ArchRule only_the_codec_imports_jackson = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "codec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule cdi_is_looked_up_by_the_features_alone = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "cdi")
            .and()
            .haveSimpleNameNotEndingWith("Feature")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.enterprise.inject.spi.CDI");

    @ArchTest
    static final ArchRule config_is_looked_up_by_the_wiring_alone = noClasses()
            .that()
            .resideOutsideOfPackages(INTERNAL + "config", INTERNAL + "cdi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile.config..");

    @ArchTest
    static final ArchRule health_api_stays_in_its_adapter = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "health")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile.health..");

    @ArchTest
    static final ArchRule openapi_stays_in_its_adapter = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "openapi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.microprofile.openapi..");

    @ArchTest
    static final ArchRule console_is_not_for_libraries = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule time_is_injected = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "cdi")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /** Clocks of nodes differ: lifetimes are judged by that of the store. */
    @ArchTest
    static final ArchRule caches_know_no_clock_of_the_node = noClasses()
            .that()
            .resideInAnyPackage(CACHE.toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class);

    /**
     * A virtual thread that waits within a monitor holds its carrier (JEP 444); {@code java.util.concurrent} does not.
     */
    @ArchTest
    static final ArchRule no_method_holds_a_monitor = noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED);

    /** A thread that nobody ends keeps the application's class loader after undeployment. */
    @ArchTest
    static final ArchRule threads_and_executors_are_made_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "concurrent")
            .should()
            .callConstructorWhere(target(owner(assignableTo(Thread.class))))
            .orShould()
            .dependOnClassesThat(belongToAnyOf(
                    Executors.class,
                    ExecutorService.class,
                    ScheduledExecutorService.class,
                    ThreadPoolExecutor.class,
                    ScheduledThreadPoolExecutor.class,
                    ForkJoinPool.class,
                    ThreadFactory.class,
                    Timer.class));

    /** Threads of the JVM keep the context class loader of the application that has started them first. */
    @ArchTest
    static final ArchRule threads_of_the_jvm_are_used_by_nobody = noClasses()
            .should()
            .callMethodWhere(describe("runs something on a thread of the JVM's", call -> {
                AccessTarget.MethodCallTarget called = call.getTarget();
                return JVM_THREADS.contains(called.getName())
                        || (called.getOwner().isAssignableTo(CompletionStage.class)
                                && called.getName().endsWith("Async")
                                && called.getRawParameterTypes().stream()
                                        .noneMatch(parameter -> parameter.isEquivalentTo(Executor.class)));
            }));

    /** The exception to the rules above: the client makes its own threads, which {@code StoreConnections} ends. */
    @ArchTest
    static final ArchRule threads_of_the_client_are_set_up_in_one_place = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(INTERNAL + "store.redis.connection.RedisClients")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.lettuce.core.resource.DefaultClientResources")
            .orShould()
            .callMethodWhere(target(name("eventExecutorGroup")));

    @Test
    void no_block_holds_a_monitor() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            assertThat(sources.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(source -> assertThat(Files.readString(source)).doesNotContain("synchronized ("));
        }
    }

    @Test
    void tests_areInThePackageOfWhatTheyTest() throws IOException {
        Path tests = Path.of("src", "test", "java");
        Path main = Path.of("src", "main", "java");
        try (Stream<Path> sources = Files.walk(tests.resolve("io"))) {
            assertThat(sources.filter(source -> source.toString().endsWith("Test.java")))
                    .isNotEmpty()
                    .allSatisfy(test -> assertThat(main.resolve(tests.relativize(test.getParent())))
                            .isDirectory());
        }
    }

    @Test
    void integrationTests_areKnownNeitherToTheirToolsNorToTheirApplications() {
        JavaClasses all = new ClassFileImporter().importPackages(INTEGRATION);
        noClasses()
                .that()
                .resideOutsideOfPackage(INTEGRATION)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTEGRATION)
                .check(all);
        noClasses()
                .that()
                .resideInAPackage(INTEGRATION + ".application..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(INTEGRATION + "..").and(not(resideInAPackage(INTEGRATION + ".application.."))))
                .check(all);
    }

    private static ArchRule onlyImports(List<String> packages, List<String> allowed) {
        String[] permitted = Stream.concat(packages.stream(), allowed.stream()).toArray(String[]::new);
        return classes()
                .that()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(permitted).or(not(resideInAPackage(ROOT + ".."))));
    }

    private static List<String> internal(String... packages) {
        return Stream.of(packages).map(name -> ROOT + ".internal." + name).toList();
    }

    private static List<String> and(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
