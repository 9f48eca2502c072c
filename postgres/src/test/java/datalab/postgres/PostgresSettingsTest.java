package datalab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PostgresSettingsTest {

    @Test
    void takesUserAndPasswordFromAUrlAsPsqlDoes() {
        PostgresSettings settings =
                PostgresSettings.of("jdbc:postgresql://me:hunter%402@db:5432/datalab?ssl=true", "datalab", "");

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://db:5432/datalab?ssl=true");
        assertThat(settings.user()).isEqualTo("me");
        assertThat(settings.password()).isEqualTo("hunter@2");
    }

    @Test
    void leavesAUrlWithoutThemAsItIs() {
        PostgresSettings settings = PostgresSettings.of("jdbc:postgresql://db/datalab?user=a@b", "datalab", "secret");

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://db/datalab?user=a@b");
        assertThat(settings.user()).isEqualTo("datalab");
        assertThat(settings.password()).isEqualTo("secret");
    }

    @Test
    void saysNothingSecret() {
        String url = "jdbc:postgresql://me:hunter2@db/datalab?password=hunter2";

        assertThat(PostgresSettings.of(url, "me", "hunter2").toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> PostgresSettings.of(url.replace("jdbc:", ""), "me", ""))
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageNotContaining("hunter2");
    }
}
