package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Takes part in JTA transactions: what one has written is its own until it commits, and nowhere after a rollback. */
@ApplicationScoped
public class Database {
    private final Map<String, Integer> committed = new ConcurrentHashMap<>();
    private final Object resource = new Object();

    public int read(String owner) {
        TransactionSynchronizationRegistry registry = registry();
        Integer own = registry != null && isOpen(registry) ? written(registry).get(owner) : null;
        return own != null ? own : committed.getOrDefault(owner, 0);
    }

    public void write(String owner, int amount) {
        TransactionSynchronizationRegistry registry = registry();
        (registry != null && isOpen(registry) ? written(registry) : committed).put(owner, amount);
    }

    private static boolean isOpen(TransactionSynchronizationRegistry registry) {
        return registry.getTransactionStatus() == Status.STATUS_ACTIVE
                || registry.getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK;
    }

    @SuppressWarnings("BanJNDI") // a constant name of the server's own
    private static @Nullable TransactionSynchronizationRegistry registry() {
        try {
            return InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
        } catch (NamingException e) {
            // a thread of nobody's has no transaction either
            return null;
        }
    }

    @SuppressWarnings("unchecked") // put here
    private Map<String, Integer> written(TransactionSynchronizationRegistry registry) {
        Object known = registry.getResource(resource);
        if (known != null) {
            return (Map<String, Integer>) known;
        }
        Map<String, Integer> written = new ConcurrentHashMap<>();
        registry.putResource(resource, written);
        Map<String, Integer> replaced = new ConcurrentHashMap<>();
        if (registry.getRollbackOnly()) {
            // it will never be committed, and nobody may follow it any more
            return written;
        }
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // as with a database: it has committed when those are told that follow the transaction
                if (!registry.getRollbackOnly()) {
                    written.forEach((owner, amount) ->
                            replaced.put(owner, Objects.requireNonNullElse(committed.put(owner, amount), 0)));
                }
            }

            @Override
            public void afterCompletion(int status) {
                // a transaction may turn out to have taken too long when all have been told that it ends
                if (status != Status.STATUS_COMMITTED) {
                    committed.putAll(replaced);
                }
            }
        });
        return written;
    }
}
