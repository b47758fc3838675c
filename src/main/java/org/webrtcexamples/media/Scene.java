package org.webrtcexamples.media;

import java.time.Duration;
import java.util.Optional;

/**
 * A frame that is to be drawn on.
 *
 * @param width in pixels
 * @param height in pixels
 * @param time since the first frame, at which it is zero
 * @param input the video that the frame shows; empty before its first picture
 */
public record Scene(int width, int height, Duration time, Optional<Input> input) {}
