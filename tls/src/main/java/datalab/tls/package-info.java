/** The certificate that the listeners share, and its files. */
@NullMarked
package datalab.tls;

import org.jspecify.annotations.NullMarked;
