package datalab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathTemplateTest {

    @Test
    void takesTheNamesOutOfAPath() {
        PathTemplate template = PathTemplate.of("/labs/{lab}/streams/{stream}.proto");

        assertThat(template.match(List.of("labs", "a", "streams", "b.proto")))
                .hasValue(Map.of("lab", "a", "stream", "b"));
        assertThat(template.match(List.of("labs", "a", "streams", ".proto"))).isEmpty();
        assertThat(template.match(List.of("labs", "a", "streams", "b"))).isEmpty();
        assertThat(template.match(List.of("labs", "a", "streams", "b.proto", "c")))
                .isEmpty();
    }

    @Test
    void givesTheRestOfAPathOneName() {
        PathTemplate template = PathTemplate.of("/page/{+file}");

        assertThat(template.match(List.of("page", "a", "b.js"))).hasValue(Map.of("file", "a/b.js"));
        assertThat(template.match(List.of("page", ""))).isEmpty();
        assertThat(template.match(List.of("page"))).isEmpty();
    }
}
