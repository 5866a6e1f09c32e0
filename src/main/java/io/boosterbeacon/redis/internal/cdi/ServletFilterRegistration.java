package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.rest.EndOfRequest;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers the servlet filters of rate limits before the filters of the application: one that ends the calls of all
 * requests, and one that decides the requests of the URL patterns that the configuration names. A class of its own:
 * some containers do not call initializers that handle types if no class has one of them.
 */
public class ServletFilterRegistration implements ServletContainerInitializer {
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        RateLimitSettings.ofServlets(ConfigProperties.find()).ifPresent(settings -> {
            // an error page or an asynchronous dispatch may call limited resources after the first dispatch, and the
            // response of a forwarded request ends before the first dispatch does
            EnumSet<DispatcherType> all = EnumSet.of(
                    DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC, DispatcherType.ERROR);
            register(context, new EndOfRequest(), all, List.of("/*"));
            if (!settings.servletPatterns().isEmpty()) {
                register(
                        context,
                        new FirstServletFilter(),
                        EnumSet.of(DispatcherType.REQUEST),
                        settings.servletPatterns());
            }
            ServletFilters.markRegistered(context);
        });
    }

    private static void register(
            ServletContext context, Filter filter, EnumSet<DispatcherType> dispatchers, List<String> patterns) {
        FilterRegistration.Dynamic registration =
                context.addFilter(filter.getClass().getName(), filter);
        // the filter is there already if the library is in the archive twice
        if (registration != null) {
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(dispatchers, false, patterns.toArray(String[]::new));
        }
    }
}
