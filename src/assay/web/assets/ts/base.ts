import { start } from "./common";

start();
