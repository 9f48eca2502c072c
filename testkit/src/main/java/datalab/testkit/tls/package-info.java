/** Certificates for tests. */
@NullMarked
package datalab.testkit.tls;

import org.jspecify.annotations.NullMarked;
