package io.boosterbeacon.it.server;

/** What some servers of the matrix lack. */
public enum Capability {
    /**
     * GlassFish 8 answers 500 to every request if there is {@code @LoginConfig}: it finds two login mechanisms then.
     */
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

    /** GlassFish has no MicroProfile OpenAPI. */
    MP_OPENAPI {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("glassfish");
        }
    },

    /** The demo page is tested on Payara Micro: it expects the health check at its own host and port. */
    DEMO_PAGE {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("payara-micro");
        }
    },

    /** WildFly's {@code standalone-microprofile.xml} has no enterprise beans. */
    ENTERPRISE_BEANS {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("wildfly");
        }
    },

    /** TomEE 9 has no {@code java:comp/DefaultManagedExecutorService}. */
    MANAGED_EXECUTOR {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("tomee");
        }
    },

    /**
     * WildFly's {@code standalone-microprofile.xml} has none; Payara Micro needs its cluster for them, which is off
     * here.
     */
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

    /** The class loader of an undeployed application is released. TomEE 9 keeps every one, whatever the application. */
    UNLOADING {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("wildfly")
                    || ServerUnderTest.name().equals("open-liberty");
        }
    },

    /** The servlet of a JAX-RS application has the name of its class. TomEE's JAX-RS has no servlets. */
    SERVLET_OF_APPLICATION {
        @Override
        public boolean isPresent() {
            return !ServerUnderTest.name().equals("tomee");
        }
    },

    /** The server verifies tokens of servlets that need no role. */
    OPTIONAL_TOKENS_OF_SERVLETS {
        @Override
        public boolean isPresent() {
            return true;
        }
    },

    /** The server verifies tokens of resources that need no role. */
    OPTIONAL_TOKENS_OF_RESOURCES {
        @Override
        public boolean isPresent() {
            return true;
        }
    },

    /**
     * The server reads tokens from cookies where {@code mp.jwt.token.header} says so. Payara does not (Payara issue
     * 6305), nor does WildFly.
     */
    TOKEN_COOKIES {
        @Override
        public boolean isPresent() {
            return ServerUnderTest.name().equals("tomee")
                    || ServerUnderTest.name().equals("open-liberty");
        }
    },

    /**
     * Methods of resources can forward their requests to the servlet of an application. TomEE's JAX-RS has no servlets.
     * RESTEasy's requests are proxies: Undertow does not forward them, and Open Liberty's RESTEasy answers 500 to later
     * requests, too, once one was forwarded.
     */
    FORWARDS_OF_RESOURCES {
        @Override
        public boolean isPresent() {
            return SERVLET_OF_APPLICATION.isPresent()
                    && !ServerUnderTest.name().equals("wildfly")
                    && !ServerUnderTest.name().equals("open-liberty");
        }
    },

    /** Payara Micro deploys only what its command line names, when it starts. */
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
