package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationFailurePolicy;
import io.boosterbeacon.redis.revocation.RevocationMode;
import jakarta.enterprise.inject.Stereotype;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Application;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which annotation applies to a method, and what the configuration makes of it. */
class RevocationPoliciesTest {
    private final Map<String, String> properties = new HashMap<>();

    private RevocationPolicies policies() {
        return new RevocationPolicies(
                name -> Optional.ofNullable(properties.get(name)),
                Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                            throw problem;
                        })
                        .revocation());
    }

    /** {@code MODE/POLICY}; empty if no annotation applies. */
    private String of(Class<?> type, String name) {
        Method method = Stream.of(type.getMethods())
                .filter(each -> each.getName().equals(name) && !each.isSynthetic())
                .findFirst()
                .orElseThrow();
        return policies()
                .of(new BeanMethod(type, method).implementation())
                .map(policy -> policy.mode() + "/" + policy.onStoreFailure())
                .orElse("");
    }

    @RevocationCheck(mode = RevocationMode.OFF)
    interface Unchecked {
        @GET
        String ofInterface();
    }

    interface Generic<T> {
        @GET
        @RevocationCheck(onStoreFailure = RevocationFailurePolicy.OPEN)
        String generic(T value);
    }

    @Stereotype
    @RevocationCheck(onStoreFailure = RevocationFailurePolicy.CLOSED)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Money {}

    @Money
    static class Base {
        public String inherited() {
            return "";
        }

        @RevocationCheck(mode = RevocationMode.OFF, onStoreFailure = RevocationFailurePolicy.OPEN)
        public String overridden() {
            return "";
        }
    }

    static class Heir extends Base implements Unchecked, Generic<String> {
        @Override
        public String ofInterface() {
            return "";
        }

        @Override
        public String generic(String value) {
            return "";
        }

        @Override
        public String overridden() {
            return "";
        }

        @RevocationCheck(mode = RevocationMode.STRICT)
        public String own() {
            return "";
        }
    }

    static class OfInterface implements Unchecked {
        @Override
        public String ofInterface() {
            return "";
        }

        public String other() {
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inherited, STRICT/CLOSED",
        "ofInterface, STRICT/CLOSED",
        "generic, STRICT/OPEN",
        "overridden, OFF/OPEN",
        "own, STRICT/BOUNDED"
    })
    void method_ofAHierarchy_hasTheNearestAnnotation(String method, String policy) {
        assertThat(of(Heir.class, method)).isEqualTo(policy);
    }

    @Test
    void annotation_ofAnInterface_appliesToItsMethodsOnly() {
        assertThat(of(OfInterface.class, "ofInterface")).isEqualTo("OFF/BOUNDED");
        assertThat(of(OfInterface.class, "other")).isEmpty();
    }

    @Test
    void memberThatIsNotSet_followsTheConfiguration() {
        properties.put("beacon.revocation.on-store-failure", "closed");

        assertThat(of(Heir.class, "own")).isEqualTo("STRICT/CLOSED");
        assertThat(of(Heir.class, "generic")).isEqualTo("STRICT/OPEN");
    }

    @Test
    void properties_ofAMethodThenItsClassThenAll_overrideMembers() {
        properties.put("RevocationCheck/onStoreFailure", "closed");
        assertThat(of(Heir.class, "own")).isEqualTo("STRICT/CLOSED");

        properties.put(Heir.class.getName() + "/RevocationCheck/onStoreFailure", "OPEN");
        assertThat(of(Heir.class, "own")).isEqualTo("STRICT/OPEN");

        properties.put(Heir.class.getName() + "/own/RevocationCheck/onStoreFailure", "BOUNDED");
        properties.put(Heir.class.getName() + "/own/RevocationCheck/mode", "OFF");
        assertThat(of(Heir.class, "own")).isEqualTo("OFF/BOUNDED");
    }

    @Test
    void wrongProperty_isAProblemThatNamesWhatIsAccepted() {
        String property = Heir.class.getName() + "/own/RevocationCheck/mode";
        properties.put(property, "sometimes");

        assertThatThrownBy(() -> of(Heir.class, "own"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage(property + " is \"sometimes\"; accepted: CONFIGURED, OFF, REPLICA, STRICT");
    }

    static class OnReplica {
        @RevocationCheck(mode = RevocationMode.REPLICA)
        public String read() {
            return "";
        }
    }

    @Test
    void replica_thatTheNodeDoesNotKeep_isAProblem() {
        assertThatThrownBy(() -> of(OnReplica.class, "read"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("@RevocationCheck on " + OnReplica.class.getName()
                        + ".read(): mode is \"REPLICA\"; accepted: CONFIGURED, OFF, STRICT, because the configuration"
                        + " gives this node no replica");
    }

    @Test
    void replica_ofAPropertyThatTheNodeDoesNotKeep_isAProblemOfTheProperty() {
        String property = OnReplica.class.getName() + "/read/RevocationCheck/mode";
        properties.put(property, "REPLICA");

        assertThatThrownBy(() -> of(OnReplica.class, "read"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith(property + " is \"REPLICA\"; accepted: CONFIGURED, OFF, STRICT");
    }

    interface Checked {
        @RevocationCheck(mode = RevocationMode.STRICT)
        String ofInterface();
    }

    static class Contradicted implements Checked, Alike {
        @Override
        public String ofInterface() {
            return "";
        }
    }

    interface Alike {
        @RevocationCheck(mode = RevocationMode.OFF)
        String ofInterface();
    }

    @Test
    void twoInterfaces_thatDisagree_areAProblem() {
        assertThatThrownBy(() -> of(Contradicted.class, "ofInterface"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageContaining("contradicts");
    }

    @RevocationCheck(mode = RevocationMode.OFF)
    static class Rest extends Application {}

    @Test
    void application_withTheAnnotation_isKnownWithItsPolicy() {
        RevocationPolicies policies = policies();
        policies.addApplication(Rest.class);
        policies.addApplication(Application.class);

        assertThat(policies.applications())
                .containsOnly(Map.entry(Rest.class, new RevocationPolicy(RevocationMode.OFF, OnFailure.BOUNDED)));
    }

    @ParameterizedTest
    @EnumSource
    void and_ofTwoPolicies_isTheStricterOfEachMember(OnFailure onFailure) {
        RevocationPolicy off = new RevocationPolicy(RevocationMode.OFF, OnFailure.CLOSED);
        RevocationPolicy strict = new RevocationPolicy(RevocationMode.STRICT, onFailure);
        RevocationPolicy both = new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED);

        assertThat(off.and(strict)).isEqualTo(both);
        assertThat(strict.and(off)).isEqualTo(both);
        assertThat(strict.and(new RevocationPolicy(RevocationMode.REPLICA, OnFailure.OPEN)))
                .isEqualTo(strict);
    }
}
