package dev.sluice.e2e.git;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Lets requests in when their credentials are right, and fails all of them while it is told to. */
final class Entrance implements Filter {
    private volatile @Nullable Credentials wanted;
    private volatile int failure;

    void require(@Nullable Credentials credentials) {
        wanted = credentials;
    }

    /** @param status HTTP status for every request; 0 for none */
    void failWith(int status) {
        failure = status;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        if (failure != 0) {
            answer.sendError(failure);
        } else if (!mayEnter((HttpServletRequest) request)) {
            answer.setHeader("WWW-Authenticate", "Basic realm=\"git\"");
            answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean mayEnter(HttpServletRequest request) {
        var credentials = wanted;
        if (credentials == null) {
            return true;
        }
        var given = request.getHeader("Authorization");
        var right = "Basic "
                + Base64.getEncoder()
                        .encodeToString((credentials.username() + ":" + credentials.password())
                                .getBytes(StandardCharsets.UTF_8));
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
