package io.boosterbeacon.it.application.bank;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.ForbiddenException;
import org.jspecify.annotations.Nullable;

/** An interceptor with the priority that libraries use. */
@Interceptor
@ForAdmins
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class AdminGuard {
    @Inject
    Visitor visitor;

    @AroundInvoke
    @Nullable
    Object admit(InvocationContext call) throws Exception {
        if (!visitor.isAdmin()) {
            throw new ForbiddenException();
        }
        return call.proceed();
    }
}
