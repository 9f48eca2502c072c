package datalab.web.page;

import java.net.URI;

/**
 * A server of map tiles that the page's maps lie on.
 *
 * @param url a template with {@code {z}}, {@code {x}} and {@code {y}}; {@code {s}} before the host's name for one of several
 * @param credit whom the map names as the tiles' makers
 */
public record MapTiles(String url, String credit) {

    /** What a content security policy must allow: the tiles' host, and no other. */
    String origin() {
        String path = url.substring(url.indexOf('/', url.indexOf("//") + 2));
        URI server = URI.create(url.substring(0, url.length() - path.length()).replace("{s}.", ""));
        String several = url.contains("{s}.") ? "*." : "";
        return server.getScheme() + "://" + several + server.getAuthority();
    }
}
