package io.boosterbeacon.redis.internal.ratelimit;

import java.util.Optional;

/** The caller of the current request. All properties are empty outside a request. */
public interface Caller {
    /** The caller outside any request. */
    Caller NOBODY = new Caller() {
        @Override
        public Optional<String> address() {
            return Optional.empty();
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> claim(String name) {
            return Optional.empty();
        }
    };

    /** The address of the connection's other end. */
    Optional<String> address();

    /** The authenticated caller's name. */
    Optional<String> user();

    /** A request header's first value. */
    Optional<String> header(String name);

    /** A claim of the verified JWT. */
    Optional<String> claim(String name);
}
