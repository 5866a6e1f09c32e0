package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Methods whose values become stale soon. Each returns another value at each call. */
public interface News {
    String read(String id);

    /** A bean that lives as long as a request. */
    @RequestScoped
    class Request {
        private final String id = UUID.randomUUID().toString();

        public String id() {
            return id;
        }
    }

    /** Uses a bean of the request. */
    @ApplicationScoped
    class OfAnApplication implements News {
        @Inject
        Request request;

        @Override
        @Cached(ttl = 1, staleTtl = 60)
        public String read(String id) {
            return request.id();
        }

        @Cached(ttl = 1, staleTtl = 60)
        public CompletionStage<String> readLater(String id) {
            return CompletableFuture.completedFuture(request.id());
        }
    }

    /** Tells where its method runs. */
    @ApplicationScoped
    class OfAThread implements News {
        @Override
        @Cached(ttl = 1, staleTtl = 60)
        public String read(String id) {
            Thread thread = Thread.currentThread();
            return String.join("|", UUID.randomUUID().toString(), thread.getName(), module(), application(thread));
        }

        /** What a name of this component stands for. */
        @SuppressWarnings("BanJNDI") // constant names of the server's own, no user input
        private static String module() {
            try {
                return "module " + InitialContext.doLookup("java:module/ModuleName")
                        + (InitialContext.doLookup("java:comp/DefaultManagedExecutorService") == null ? "" : " found");
            } catch (NamingException e) {
                return e.toString();
            }
        }

        /** Whether the context class loader of the thread is that of the application. */
        private static String application(Thread thread) {
            try {
                ClassLoader loader = thread.getContextClassLoader();
                return loader != null && loader.loadClass(News.class.getName()) == News.class
                        ? "of the application"
                        : "of another application";
            } catch (ClassNotFoundException e) {
                return e.toString();
            }
        }
    }

    /** Takes longer than its callers wait. */
    @ApplicationScoped
    class OfASlowService implements News {
        @Override
        @Cached(ttl = 60, hardLoadTimeout = 300)
        public String read(String id) {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return UUID.randomUUID().toString();
        }
    }

    /** The same within a transaction. */
    @ApplicationScoped
    class OfASlowTransaction {
        @Inject
        OfASlowService service;

        @Transactional
        public String read(String id) {
            return service.read(id);
        }
    }

    /** Is itself a bean of the request. */
    @RequestScoped
    class OfARequest implements News {
        @Override
        @Cached(ttl = 1, staleTtl = 60)
        public String read(String id) {
            return UUID.randomUUID().toString();
        }
    }

    /** Begins a transaction. */
    @ApplicationScoped
    class OfATransaction implements News {
        @Override
        @Transactional
        @Cached(ttl = 1, staleTtl = 60)
        public String read(String id) {
            return UUID.randomUUID().toString();
        }
    }
}
