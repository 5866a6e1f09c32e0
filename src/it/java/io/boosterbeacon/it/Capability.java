package io.boosterbeacon.it;

import io.boosterbeacon.it.server.ServerUnderTest;

/** What not every server of the matrix has. */
enum Capability {
    /** GlassFish 8 answers 500 to all requests of an application with {@code @LoginConfig}: two mechanisms, it says. */
    MP_JWT {
        @Override
        boolean isPresent() {
            return !(ServerUnderTest.name().equals("glassfish") && isMajor(8));
        }
    },

    /** GlassFish 7 has no MicroProfile Health. */
    MP_HEALTH {
        @Override
        boolean isPresent() {
            return !(ServerUnderTest.name().equals("glassfish") && isMajor(7));
        }
    },

    /** Payara Micro deploys what its command line names, and ends with it. */
    REDEPLOYMENT {
        @Override
        boolean isPresent() {
            return !ServerUnderTest.name().equals("payara-micro");
        }
    };

    abstract boolean isPresent();

    private static boolean isMajor(int version) {
        return ServerUnderTest.version().startsWith(version + ".");
    }
}
