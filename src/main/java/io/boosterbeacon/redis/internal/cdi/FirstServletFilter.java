package io.boosterbeacon.redis.internal.cdi;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The filter that the servlet container calls. It looks up the filter that decides with the first request, because CDI
 * may start later than servlet filters. It is public because TomEE injects into filters, and fails for hidden classes.
 */
public class FirstServletFilter implements Filter {
    private final Class<? extends Filter> type;
    private volatile @Nullable Filter filter;

    /** @param type the class of the filter that decides */
    FirstServletFilter(Class<? extends Filter> type) {
        this.type = type;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Filter found = filter;
        if (found == null) {
            found = CDI.current().select(type).get();
            filter = found;
        }
        found.doFilter(request, response, chain);
    }
}
