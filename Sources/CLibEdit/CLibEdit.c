int clamator_x;
