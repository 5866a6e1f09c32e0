package io.boosterbeacon.redis.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RestRegistrationTest {
    private final AtomicBoolean started = new AtomicBoolean(true);

    @Test
    void eagerJaxRs_thatHasNotFoundTheFeatures_isAProblemWithItsRemedy() {
        assertThat(registration(true).problem()).hasValueSatisfying(problem -> assertThat(problem)
                .contains("NOT limited", "openejb.jaxrs.providers.auto = true", "conf/system.properties"));
    }

    @Test
    void eagerJaxRs_thatHasFoundTheFeatures_isNoProblem() {
        RestRegistration registration = registration(true);
        registration.markRegistered();
        assertThat(registration.problem()).isEmpty();
    }

    @Test
    void applicationThatOnlyCaches_needsNoFeatures() {
        assertThat(registration(false).problem()).isEmpty();
    }

    @Test
    void lazyJaxRs_beforeItsFirstRequest_isNoProblem() {
        started.set(false);
        assertThat(registration(true).problem()).isEmpty();
    }

    @Test
    void limitedResource_calledPastTheFilter_isAProblemOnAnyServer() {
        started.set(false);
        RestRegistration registration = registration(false);
        registration.resourceCalled();
        assertThat(registration.problem()).isPresent();
    }

    @Test
    void limitedResource_calledThroughTheFilter_isNoProblem() {
        RestRegistration registration = registration(true);
        registration.markRegistered();
        registration.resourceCalled();
        assertThat(registration.problem()).isEmpty();
    }

    @Test
    void annotation_thatTurnsOutToBeWithoutEffect_isAProblem() {
        RestRegistration registration = registration(true);
        registration.markRegistered();
        registration.reportProblem("of A is NOT in force");
        registration.reportProblem("of A is NOT in force");
        registration.reportProblem("nor of B");
        assertThat(registration.problem()).hasValue("nor of B; of A is NOT in force");
    }

    private RestRegistration registration(boolean needed) {
        return new RestRegistration(needed, started::get);
    }
}
