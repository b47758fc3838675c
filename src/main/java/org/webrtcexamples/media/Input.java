package org.webrtcexamples.media;

/**
 * A video that is received.
 *
 * @param width of its newest picture, in pixels
 * @param height of its newest picture, in pixels
 * @param frames how many pictures have come so far
 */
public record Input(int width, int height, long frames) {}
