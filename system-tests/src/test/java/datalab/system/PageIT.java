package datalab.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static datalab.system.Tab.button;
import static datalab.testkit.Needs.Part.CHROMIUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import datalab.system.Tab.Screen;
import datalab.testkit.DataLabProcess;
import datalab.testkit.Needs;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in a real Chromium, before a real DataLab. Each test has a tab of its own; all share the server. */
@Needs(CHROMIUM)
final class PageIT {
    private static final Pattern SOME = Pattern.compile("[1-9]\\d*");
    private static final double RECONNECTED_WITHIN_MS = 40_000;
    private static final LocatorAssertions.ContainsTextOptions BATCH_OVER =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    private static final Path LABS = Path.of("src", "test", "labs");

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static @Nullable DataLabProcess datalab;

    @BeforeAll
    static void start(@TempDir Path folder) {
        datalab = new DataLabProcess(LABS, folder.resolve("data"));
        datalab.start();
    }

    @AfterAll
    static void stop() {
        if (datalab != null) {
            datalab.close();
        }
    }

    @Test
    void drawsAnEventWithoutReload() {
        try (Tab tab = open("#/labs/garden")) {
            assertThat(tab.find("#events .lamp")).hasText("live");
            assertThat(tab.find(".page-head")).containsText("Times are those of ");
            tab.page().evaluate("window.sameTab = true");

            post("{\"name\": \"fern\", \"value\": 21.5}");

            assertThat(tab.find("#events tbody tr", "fern").first()).containsText("21.5");
            assertThat(tab.find("#events .flag.good").first()).hasText("pass");
            assertThat(tab.find("#views canvas")).hasAttribute("data-points", SOME);
            button(tab.find("#views"), "latest").click();
            assertThat(tab.find("#views tbody tr", "fern")).containsText("21.5");
            post("{\"name\": \"fern\", \"value\": 22.25}");
            assertThat(tab.find("#views tbody tr", "fern")).containsText("22.25");
            assertThat(tab.page().evaluate("window.sameTab")).isEqualTo(true);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void drawsWhatArrivesOverMqtt() {
        try (Tab tab = open("#/labs/garden?view=latest")) {
            assertThat(tab.find("#events .lamp")).hasText("live");

            publish("garden/3", "{\"name\": \"moss\", \"value\": 7.75}");

            assertThat(tab.find("#events tbody tr", "moss")).containsText("7.75");
            assertThat(tab.find("#views tbody tr", "moss")).containsText("7.75");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void exploresWhatArrivesOverMqtt() {
        for (int i = 0; i < 3; i++) {
            publish("garden/6", "{\"name\": \"reed\", \"value\": %d}".formatted(10 * i));
        }
        await().untilAsserted(() -> assertThat(
                        datalab().get("/labs/garden/streams/readings?name=reed").body())
                .contains("\"value\":10,", "\"value\":20,"));
        try (Tab tab = open("#/labs/garden/explore?of=streams/readings&key.name=reed&layer=views/per_minute+mean")) {
            assertThat(tab.find(".plot")).hasAttribute("data-points", "3");
            assertThat(tab.find(".plot")).hasAttribute("data-layers", "1");
            publish("garden/6", "{\"name\": \"reed\", \"value\": 40}");
            tab.page().waitForCondition(() -> {
                button(tab.find(".explore"), "All there is").click();
                return tab.find(".explore", "4 rows, all there are").count() == 1;
            });
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsEveryDigitOfWholeNumbersThatJavaScriptWouldRound() {
        post("{\"name\": \"oak\", \"value\": 1, \"serial\": 9007199254740993}");
        try (Tab tab = open("#/labs/garden")) {
            tab.find("#events tbody tr", "oak").first().locator("button.expand").click();

            assertThat(tab.find("#events pre")).containsText("\"serial\": 9007199254740993");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsARejectAndSendsItAgainMended() {
        publish("garden/4", "{'name': 'ivy'}");
        try (Tab tab = open("#/labs/garden")) {
            Locator reject = tab.find("#rejects .reject", "not_json");
            assertThat(reject).containsText("{'name': 'ivy'}");

            button(reject, "Edit").click();
            reject.locator("textarea").fill("{\"name\": \"ivy\", \"value\": 3.5}");
            button(reject, "Send mended").click();

            assertThat(reject.getByRole(AriaRole.STATUS)).containsText("Accepted");
            assertThat(tab.find("#events tbody tr", "ivy")).containsText("3.5");
            assertThat(button(reject, "Retry")).hasCount(0);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsANewRejectWithoutReload() {
        try (Tab tab = open("#/labs/garden")) {
            assertThat(tab.find("#events .lamp")).hasText("live");

            refused("{\"value\": 5}");

            Locator reject = tab.find("#rejects .reject", "{\"value\": 5}");
            assertThat(reject.locator(".badge")).hasText("missing_field");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void saysWhatToDoWhereNothingIsYet() {
        try (Tab tab = open("#/labs/garden?stream=quiet")) {
            assertThat(tab.find("#events")).containsText("Nothing here yet");
            assertThat(tab.find("#events pre")).containsText("/labs/garden/streams/quiet");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void sendsAnEventFromThePage() {
        try (Tab tab = open("#/labs/garden")) {
            Locator send = tab.find("#send");

            send.locator("textarea").fill("{\"name\": \"rose\", \"value\": 18}");
            button(send, "Send").click();

            assertThat(send.getByRole(AriaRole.STATUS).last()).containsText("Kept as event");
            assertThat(tab.find("#events tbody tr", "rose")).containsText("18");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void showsCommandsThatReachThisDataLab() {
        try (Tab tab = open("#/labs/garden")) {
            assertThat(tab.find("#send pre").first()).containsText("mosquitto_pub -p " + datalab().mqttPort + " ");
        }
    }

    @Test
    void pausesTheEventsAndCountsWhatCame() {
        try (Tab tab = open("#/labs/garden")) {
            assertThat(tab.find("#events .lamp")).hasText("live");
            button(tab.find("#events"), "Pause").click();

            post("{\"name\": \"willow\", \"value\": 1}");

            Locator goOn = tab.page().getByText(Pattern.compile("Go on \\([1-9]\\d* new\\)"));
            assertThat(goOn).isVisible();
            assertThat(tab.find("#events tbody tr", "willow")).hasCount(0);
            goOn.click();
            assertThat(tab.find("#events tbody tr", "willow")).hasCount(1);
        }
    }

    @Test
    void showsBothLayersAndRebuildsAndVerifies() {
        post("{\"name\": \"birch\", \"value\": 12.5}");
        try (Tab tab = open("#/labs/garden?view=latest")) {
            Locator layers = tab.find("#layers");
            Locator cells = tab.find("#layers tbody tr", "birch").locator("td");
            assertThat(cells).hasCount(3);
            assertThat(cells.last()).not().hasText("–");

            button(layers, "Rebuild").click();

            assertThat(layers.getByRole(AriaRole.STATUS)).containsText("Rebuilt: ", BATCH_OVER);
            assertThat(layers.locator("[data-kind=recompute][data-state=done]")).containsText("from");
            assertThat(layers.locator("dl")).containsText("epoch");
            assertThat(cells.first()).not().hasText("–");
            assertThat(cells.nth(1)).hasText("–");
            button(layers, "Verify").click();
            assertThat(layers.getByRole(AriaRole.STATUS)).containsText("Verified: None of", BATCH_OVER);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void keepsAFlagOfAPersonAsAnEventAndWithdrawsIt() {
        post("{\"name\": \"thistle\", \"value\": 50}");
        String flags = "/labs/garden/streams/readings/flags?name=thistle";
        await().untilAsserted(() -> assertThat(datalab().get(flags).body()).contains("\"suspect\":1"));
        try (Tab tab = open("#/labs/garden/quality?key=thistle")) {
            tab.find(".flag-events tbody tr").getByRole(AriaRole.BUTTON).click();
            tab.find("#note").fill("it stood in the sun");
            tab.find(".annotate select").last().selectOption("4");
            button(tab.find("#annotations"), "Keep it").click();

            Locator kept = tab.find(".annotation", "it stood in the sun");
            assertThat(kept).containsText("thistle, event ");
            assertThat(tab.find(".flag-events tbody tr")).containsText("it stood in the sun");
            await().untilAsserted(() -> assertThat(
                            datalab().get("/labs/garden/streams/annotations").body())
                    .contains("\"flag\":4", "it stood in the sun"));
            tab.page().reload();
            button(kept, "Withdraw").click();
            assertThat(kept).hasCount(0);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, LIGHT", "1280, 900, DARK", "390, 844, LIGHT", "390, 844, DARK"})
    void fitsTheScreenInBothSchemes(int width, int height, ColorScheme scheme) {
        post("{\"name\": \"oak\", \"value\": 50}");
        String name = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);
        try (Tab tab = open("", new Screen(width, height, scheme))) {
            assertThat(tab.find(".card")).containsText("A garden");
            tab.screenshot("home" + name);
            assertThat(tab.hindrances()).isEmpty();
            int homeWidth = tab.contentWidth();

            tab.find(".card a").click();

            assertThat(tab.find("#views canvas")).hasAttribute("data-points", SOME);
            assertThat(tab.find("#events tbody tr", "oak").first()).containsText("suspect");
            assertThat(tab.find("#layers tbody tr", "oak").first()).isVisible();
            button(tab.find("#layers"), "Rebuild").click();
            assertThat(tab.find("#layers").getByRole(AriaRole.STATUS)).containsText("Rebuilt: ", BATCH_OVER);
            tab.screenshot("lab" + name);
            assertThat(tab.hindrances()).isEmpty();
            assertThat(homeWidth).isEqualTo(width);
            assertThat(tab.contentWidth()).isEqualTo(width);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void describesItsInterfaceToEverybody(ColorScheme scheme) {
        try (Tab tab = Tab.open(chromium.browser(), datalab().url("/docs"), new Screen(1280, 900, scheme))) {
            assertThat(tab.find("main")).containsText("/labs/garden");
            assertThat(tab.hindrances()).isEmpty();
            tab.page().evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
            assertThat(tab.find("details form")).hasCount(tab.find("details").count());
            assertThat(tab.hindrances()).isEmpty();
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void saysThatTheServerIsGoneAndFindsItAgain() {
        try (Tab tab = open("#/labs/garden")) {
            assertThat(tab.find("#events .lamp")).hasText("live");

            datalab().stop();
            assertThat(tab.find(".banner")).containsText("Reconnecting");
            datalab().start();

            LocatorAssertions.HasCountOptions patiently =
                    new LocatorAssertions.HasCountOptions().setTimeout(RECONNECTED_WITHIN_MS);
            assertThat(tab.find(".banner")).hasCount(0, patiently);
            assertThat(tab.find("#events .lamp.open")).hasCount(1, patiently);
            post("{\"name\": \"phoenix\", \"value\": 2}");
            assertThat(tab.find("#events tbody tr", "phoenix")).hasCount(1);
        }
    }

    private static Tab open(String hash) {
        return open(hash, Screen.DESKTOP);
    }

    private static Tab open(String hash, Screen screen) {
        return Tab.open(chromium.browser(), datalab().url("/" + hash), screen);
    }

    private static DataLabProcess datalab() {
        return Objects.requireNonNull(datalab);
    }

    private static void post(String json) {
        assertThat(answer(json).statusCode()).isEqualTo(201);
    }

    private static void refused(String json) {
        assertThat(answer(json).statusCode()).isEqualTo(422);
    }

    private static HttpResponse<String> answer(String json) {
        return datalab().post("/labs/garden/streams/readings", "application/json", json);
    }

    private static void publish(String topic, String payload) {
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .serverHost("127.0.0.1")
                .serverPort(datalab().mqttPort)
                .buildBlocking();
        client.connect();
        try {
            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_MOST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send();
        } finally {
            client.disconnect();
        }
    }
}
