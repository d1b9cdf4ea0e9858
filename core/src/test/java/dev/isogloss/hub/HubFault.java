package dev.isogloss.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** What goes wrong with one answer of {@link LocalHub}. */
public sealed interface HubFault {
    /** Any status with any headers. */
    record Status(int status, Map<String, String> headers) implements HubFault {}

    /** The connection is cut after so many bytes of the body. */
    record Cut(int bytes) implements HubFault {}

    /** One byte of the body is another. */
    record Damage() implements HubFault {}

    /** So many bytes at a time, with waits between them; a very long wait is a server that hangs. */
    record Slow(int bytes, long millis) implements HubFault {}

    /** Ranges are not understood: everything comes again. */
    record NoRanges() implements HubFault {}

    /** Sends a body, or what is made of it. */
    static void send(OutputStream out, byte[] bytes, Optional<HubFault> fault) throws IOException {
        if (fault.isEmpty()) {
            out.write(bytes);
            return;
        }
        switch (fault.get()) {
            case Cut cut -> out.write(bytes, 0, Math.min(cut.bytes, bytes.length));
            case Damage damage -> {
                bytes[bytes.length / 2] ^= 1;
                out.write(bytes);
            }
            case Slow slow -> {
                for (int from = 0; from < bytes.length; from += slow.bytes) {
                    out.write(bytes, from, Math.min(slow.bytes, bytes.length - from));
                    out.flush();
                    sleep(slow.millis);
                }
            }
            case NoRanges ignored -> out.write(bytes);
            case Status ignored -> throw new IllegalStateException("answered above");
        }
        out.flush();
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server ends", e);
        }
    }
}
