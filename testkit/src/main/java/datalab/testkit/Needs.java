package datalab.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a test, or all tests of a class, need of the machine beside a JDK. What is missing skips them, and the last lines of
 * {@code ./datalab test} name both; where {@code DATALAB_TEST_ALL} is 1 it fails them instead. {@code .ci/run} installs it all.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsMet.class)
public @interface Needs {
    Part[] value();

    /** What a machine may lack. */
    enum Part {
        CASSANDRA("Cassandra is not fetched, or there is no Java 17"),
        CHROMIUM("Chromium is not installed"),
        CURL("curl is not installed"),
        DEX("Dex is not built"),
        FERRETDB("FerretDB is not built"),
        GRAFANA_MODEL("Grafana's model of dashboards is not built"),
        GRPCURL("grpcurl is not built"),
        MARIADB("MariaDB is not installed"),
        MOSQUITTO("mosquitto is not installed"),
        MOSQUITTO_PUB("mosquitto_pub is not installed"),
        NGINX("nginx is not installed"),
        NOTEBOOK("the environment of the notebooks is not made"),
        OGRINFO("ogrinfo of GDAL is not installed"),
        OPENAPI_TOOLS("schemathesis and the other tools for OpenAPI are not fetched"),
        OPENSSL("openssl is not installed"),
        POSTGIS("PostGIS is not installed"),
        PSQL("psql is not installed"),
        PYARROW("pyarrow is not fetched"),
        PYTHON("python3 is not installed"),
        REDIS("Redis is not installed"),
        RSCRIPT("R is not installed"),
        SCRIPT("script is not installed"),
        SSLSCAN("sslscan is not installed"),
        STATSMODELS("statsmodels is not fetched");

        private final String missing;

        Part(String missing) {
            this.missing = missing;
        }

        String missing() {
            return missing;
        }
    }
}
