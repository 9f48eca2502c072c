package datalab.access.oidc;

/** Where somebody goes after a login: a path of this server, and nowhere else. */
final class LocalPath {
    static final String START = "/";

    private static final int CHARS_MAX = 1024;

    private LocalPath() {}

    /** The path; the start page where that could lead elsewhere: browsers take {@code /\evil} for {@code //evil}. */
    static String of(String path) {
        boolean isLocal = path.length() <= CHARS_MAX
                && path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(character -> character > ' ' && character < 0x7f && character != '\\');
        return isLocal ? path : START;
    }
}
