package dev.sluice.e2e.git;

/** What a Git server asks for with HTTP's basic scheme. */
public record Credentials(String username, String password) {
    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
