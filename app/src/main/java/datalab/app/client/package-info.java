/** How commands ask a running DataLab. */
@NullMarked
package datalab.app.client;

import org.jspecify.annotations.NullMarked;
