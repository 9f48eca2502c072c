/** Outputs to webhooks: rows are posted to a URL, signed, and their receiver keeps them. */
@NullMarked
package datalab.out.webhook;

import org.jspecify.annotations.NullMarked;
