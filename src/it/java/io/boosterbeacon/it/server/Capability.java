package io.boosterbeacon.it.server;

/** What not every server of the matrix has. */
public enum Capability {
    /** GlassFish 8 answers 500 to all requests of an application with {@code @LoginConfig}: two mechanisms, it says. */
    MP_JWT {
        @Override
        public boolean isPresent() {
            return !(ServerUnderTest.name().equals("glassfish") && isMajor(8));
        }
    },

    /** GlassFish 7 has no MicroProfile Health. */
    MP_HEALTH {
        @Override
        public boolean isPresent() {
            return !(ServerUnderTest.name().equals("glassfish") && isMajor(7));
        }
    },

    /** The demo is for Payara Micro; its page asks for the health of its own host and port. */
    DEMO_PAGE {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("payara-micro");
        }
    },

    /** WildFly's {@code standalone-microprofile.xml} has none. */
    ENTERPRISE_BEANS {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("wildfly");
        }
    },

    /** WildFly's {@code standalone-microprofile.xml} has none, Payara Micro not without the cluster that our tests do without. */
    TIMERS {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("wildfly")
                    && !ServerUnderTest.name().startsWith("payara-micro");
        }
    },

    /** WildFly's {@code standalone-microprofile.xml} and GlassFish have no MicroProfile Fault Tolerance. */
    FAULT_TOLERANCE {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("wildfly")
                    && !ServerUnderTest.name().equals("glassfish");
        }
    },

    /** Only WildFly can be started without any MicroProfile. */
    NO_MICROPROFILE {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("wildfly");
        }
    },

    /** TomEE's JAX-RS 3.0 does not load features of libraries through the ServiceLoader. */
    NO_SERVICE_LOADER {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("tomee");
        }
    },

    /** The class loader of an application that is gone is given up: TomEE 9 keeps each, whatever the application. */
    UNLOADING {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("wildfly")
                    || ServerUnderTest.name().equals("open-liberty");
        }
    },

    /** Payara Micro deploys what its command line names, and ends with it. */
    REDEPLOYMENT {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("payara-micro");
        }
    };

    public abstract boolean isPresent();

    private static boolean isMajor(int version) {
        return ServerUnderTest.version().startsWith(version + ".");
    }
}
