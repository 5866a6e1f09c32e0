package io.boosterbeacon.it.application.guarded;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Says whether the server has verified a token. */
@WebServlet({"/guarded/page", "/guarded/people/*", "/open/page", "/unguarded/page"})
public class GuardedServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(hasToken(request) ? "token" : "none");
    }

    private static boolean hasToken(HttpServletRequest request) {
        try {
            return request.getUserPrincipal() instanceof JsonWebToken;
        } catch (RuntimeException e) {
            // TomEE throws where there is no token
            return false;
        }
    }
}
