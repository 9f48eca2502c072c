/** The HTTP endpoints that a lab claims, each once. */
@NullMarked
package datalab.lab.yaml.endpoint;

import org.jspecify.annotations.NullMarked;
