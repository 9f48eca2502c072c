package datalab.lab.proto;

import static org.assertj.core.api.Assertions.assertThat;

import datalab.lab.Lab;
import datalab.lab.yaml.LabFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamProtoTest {
    private static final String LAB = """
            lab: air-quality
            title: Air
            streams:
              measurements:
                key: id_entity
                time: time_instant
                fields:
                  id_entity: {type: string, required: true, max: 50}
                  so2:       {type: number, unit: µg/m³, min: 0}
            """;

    @ParameterizedTest
    @CsvSource({
        "readings, Reading",
        "air_quality, AirQuality",
        "status, Status",
        "statuses, Status",
        "addresses, Address",
        "companies, Company",
        "series, Series",
        "time_series, TimeSeries",
        "boxes, Box",
        "news, News",
        "gas, Gas",
        "s, S"
    })
    void namesMessagesInTheSingular(String stream, String message) {
        assertThat(ProtoNames.inCamelCase(ProtoNames.singular(stream))).isEqualTo(message);
    }

    @Test
    void namesServiceAndFile() {
        StreamProto proto = proto(LAB, "measurements");

        assertThat(proto.packageName()).isEqualTo("datalab.air_quality");
        assertThat(proto.fileName()).isEqualTo("datalab/air_quality/measurements.proto");
        assertThat(proto.service()).isEqualTo("MeasurementsService");
        assertThat(proto.result()).isEqualTo("PublishMeasurementsResult");
    }

    @Test
    void keepsNumbersWhenFieldsAreAddedAtTheEnd() {
        List<ProtoField> before = proto(LAB, "measurements").fields();

        List<ProtoField> after =
                proto(LAB + "      no2: {type: number}\n", "measurements").fields();

        assertThat(after).extracting(ProtoField::number).contains(3);
        assertThat(after).extracting(field -> field.name() + field.number()).containsAll(names(before));
    }

    @Test
    void stepsOverNumbersThatAreTaken() {
        assertThat(ProtoField.numberAt(0)).isEqualTo(1);
        assertThat(ProtoField.numberAt(998)).isEqualTo(999);
        assertThat(ProtoField.numberAt(999)).isEqualTo(1016);
        assertThat(ProtoField.numberAt(18_982)).isEqualTo(18_999);
        assertThat(ProtoField.numberAt(18_983)).isEqualTo(20_000);
    }

    @Test
    void saysWhatFieldsMean() {
        assertThat(proto(LAB, "measurements").text())
                .contains(
                        "rpc Create(Measurement) returns (Measurement);",
                        "// Required. Characters: any to 50.",
                        "optional string id_entity = 1 [json_name = \"id_entity\"];",
                        "// Range: 0 to any. Unit: µg/m³.",
                        ".google.protobuf.Timestamp time_instant = 1000 [json_name = \"time_instant\"];");
    }

    @Test
    void givesEachMessageOfALabANameOfItsOwn() {
        String lab = """
                lab: v1
                title: Names
                streams:
                  reading:  {fields: {origin: {type: string}}}
                  readings: {fields: {at: {type: number}}}
                  creates:  {fields: {a: {type: number}}}
                """;

        assertThat(proto(lab, "reading").packageName()).isEqualTo("datalab.v1_");
        assertThat(proto(lab, "reading").message()).isEqualTo("Reading");
        assertThat(proto(lab, "readings").message()).isEqualTo("Reading_");
        assertThat(proto(lab, "creates").message()).isEqualTo("Create_");
        assertThat(proto(lab, "reading").fields()).extracting(ProtoField::name).contains("origin", "origin_1001");
    }

    private static List<String> names(List<ProtoField> fields) {
        return fields.stream().map(field -> field.name() + field.number()).toList();
    }

    private static StreamProto proto(String yaml, String stream) {
        if (LabFile.parse("test", Path.of("."), yaml) instanceof LabFile.Valid(Lab lab)) {
            return Objects.requireNonNull(StreamProto.of(lab).get(stream));
        }
        throw new AssertionError("the lab is not valid");
    }
}
