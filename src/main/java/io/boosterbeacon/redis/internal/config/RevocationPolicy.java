package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationFailurePolicy;
import io.boosterbeacon.redis.revocation.RevocationMode;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import java.util.function.Function;

/**
 * How tokens are checked: an annotation merged with its overrides and with the configured default.
 *
 * @param mode never {@link RevocationMode#CONFIGURED}
 */
public record RevocationPolicy(RevocationMode mode, OnFailure onStoreFailure) {
    private static final String NAME = RevocationCheck.class.getSimpleName();

    /** The policy where no annotation applies. */
    public static RevocationPolicy of(RevocationSettings settings) {
        return new RevocationPolicy(settings.mode(), settings.onStoreFailure());
    }

    /**
     * Reads an annotation.
     *
     * @param bean the class of the resource or application, which may inherit the annotation
     * @param carrier the method or class that has the annotation
     */
    static RevocationPolicy of(
            Class<?> bean,
            AnnotatedElement carrier,
            Function<String, Optional<String>> properties,
            RevocationSettings settings) {
        RevocationCheck own = carrier.getAnnotation(RevocationCheck.class);
        Overrides overrides = Overrides.of(properties, bean, carrier, NAME);
        RevocationMode mode = available(
                Members.place(NAME, carrier) + ": mode",
                overrides.member(
                        "mode",
                        own.mode(),
                        (property, text) ->
                                available(property, Values.choiceOf(property, text, RevocationMode.class), settings)),
                settings);
        RevocationFailurePolicy onFailure = overrides.member(
                "onStoreFailure",
                own.onStoreFailure(),
                (property, text) -> Values.choiceOf(property, text, RevocationFailurePolicy.class));
        return new RevocationPolicy(
                mode == RevocationMode.CONFIGURED ? settings.mode() : mode,
                switch (onFailure) {
                    case CONFIGURED -> settings.onStoreFailure();
                    case OPEN -> OnFailure.OPEN;
                    case BOUNDED -> OnFailure.BOUNDED;
                    case CLOSED -> OnFailure.CLOSED;
                });
    }

    /** @param place the annotation or the property that sets the mode */
    private static RevocationMode available(String place, RevocationMode mode, RevocationSettings settings) {
        if (mode == RevocationMode.REPLICA && settings.mode() != RevocationMode.REPLICA) {
            throw ConfigProblem.of(
                    place, mode, "CONFIGURED, OFF, STRICT, because the configuration gives this node no replica");
        }
        return mode;
    }

    /** Whether tokens are checked at all. */
    public boolean isOn() {
        return mode != RevocationMode.OFF;
    }

    /** The policy that refuses what either of the two refuses. */
    public RevocationPolicy and(RevocationPolicy other) {
        return new RevocationPolicy(
                mode.compareTo(other.mode) > 0 ? mode : other.mode,
                strictness(onStoreFailure) > strictness(other.onStoreFailure) ? onStoreFailure : other.onStoreFailure);
    }

    private static int strictness(OnFailure onFailure) {
        return switch (onFailure) {
            case OPEN -> 0;
            case BOUNDED -> 1;
            case CLOSED -> 2;
        };
    }
}
