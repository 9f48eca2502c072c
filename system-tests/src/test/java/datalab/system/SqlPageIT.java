package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.Needs;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The screen of questions in SQL, in a real Chromium before a real DataLab. */
@Needs(CHROMIUM)
final class SqlPageIT {
    private static final String LAB = """
            lab: garden
            title: The garden
            streams:
              readings: {key: plant, fields: {plant: string, wet: {type: number, unit: "%"}}}
            views:
              latest: {of: readings, by: [plant], keep: last}
            """;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    private static Path folder;

    private static RunningDataLab datalab;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("labs/garden")).resolve("lab.yaml"), LAB);
        datalab = RunningDataLab.start(folder.resolve("data"), folder.resolve("labs"));
        datalab.post(
                "/labs/garden/streams/readings",
                "application/json",
                "[{\"plant\":\"rose\",\"wet\":12.5},{\"plant\":\"fern\",\"wet\":80}]");
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @Test
    void answersAQuestionAndKeepsItInTheAddress() {
        try (Tab tab = open("", Screen.DESKTOP)) {
            Locator editor = tab.find("#sql");
            assertThat(editor).hasValue("select * from latest limit 100");
            assertThat(tab.find(".sql-tables summary")).hasCount(2);

            editor.fill("select plant, wet from readings order by wet");
            editor.press("Control+Enter");

            assertThat(tab.find(".sql-answer tbody tr")).hasCount(2);
            assertThat(tab.find(".sql-answer tbody tr").first()).containsText("rose");
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("sql");
            tab.page().reload();
            assertThat(tab.find("#sql")).hasValue("select plant, wet from readings order by wet");
            Download file = tab.page()
                    .waitForDownload(
                            () -> Tab.button(tab.find(".sql"), "Download CSV").click());
            assertThat(file.suggestedFilename()).isEqualTo("garden.csv");
            assertThat(file.path()).hasContent("plant,wet\nrose,12.5\nfern,80\n");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void pointsAtWhatIsWrong() {
        try (Tab tab = open("?q=select%20plant%2C%0A%20%20wte%20from%20readings", Screen.DESKTOP)) {
            Tab.button(tab.find(".sql"), "Ask").click();

            assertThat(tab.find(".sql-problem")).containsText("Line 2, column 3: column \"wte\" does not exist");
            assertThat(tab.find("#sql")).isFocused();
            assertThat(((Number) tab.page().evaluate("document.querySelector('#sql').selectionStart")).intValue())
                    .isEqualTo(16);
            assertThat(tab.hindrances()).isEmpty();
        }
    }

    @Test
    void fitsATelephoneAtNight() {
        try (Tab tab = open("", new Screen(360, 740, ColorScheme.DARK))) {
            tab.find(".sql-tables summary", "readings").click();
            tab.find("#sql").fill("select  from readings");
            tab.find("#sql").evaluate("area => area.setSelectionRange(7, 7)");
            Tab.button(tab.find(".sql-tables"), "wet").last().click();
            assertThat(tab.find("#sql")).hasValue("select wet from readings");

            Tab.button(tab.find(".sql"), "Ask").click();

            assertThat(tab.find(".sql-answer tbody tr")).hasCount(2);
            assertThat(tab.contentWidth()).isLessThanOrEqualTo(360);
            assertThat(tab.hindrances()).isEmpty();
            tab.screenshot("sql-phone");
        }
    }

    @Test
    void isHiddenWhereASettingTurnsItOff() {
        Path data = folder.resolve("without");
        try (RunningDataLab without = RunningDataLab.start(data, folder.resolve("labs"), Map.of("web.sql", "false"));
                Tab tab = open(without, "", Screen.DESKTOP)) {
            assertThat(tab.find("main")).containsText("by web.sql: false in datalab.yaml");
            assertThat(tab.find(".lab-nav a", "Quality")).isVisible();
            assertThat(tab.find(".lab-nav a", "SQL")).hasCount(0);
            assertThat(tab.hindrances()).isEmpty();
        }
        try (Tab tab = open("", Screen.DESKTOP)) {
            assertThat(tab.find(".lab-nav a", "SQL")).isVisible();
        }
    }

    private static Tab open(String query, Screen screen) {
        return open(datalab, query, screen);
    }

    private static Tab open(RunningDataLab datalab, String query, Screen screen) {
        return Tab.open(
                chromium.browser(), URI.create(datalab.addresses().http() + "/#/labs/garden/sql" + query), screen);
    }
}
