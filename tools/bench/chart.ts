import * as echarts from 'echarts';
import { REQUESTS_A_SECOND, slidingSecond } from './pace';

const WIDTH = 900;
const HEIGHT = 320;

/** Requests in the second before each one, over the time of the run, under the line that amoCRM draws. */
export function drawPace(arrivals: number[]): string {
	const sorted = [...arrivals].sort((left, right) => left - right);
	const points = slidingSecond(sorted).map((inSecond, index) => [
		(sorted[index] - sorted[0]) / 1000,
		inSecond,
	]);
	const chart = echarts.init(null, null, {
		renderer: 'svg',
		ssr: true,
		width: WIDTH,
		height: HEIGHT,
	});
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		grid: { left: 60, right: 40, top: 40, bottom: 50 },
		xAxis: {
			type: 'value',
			name: 'seconds since the first request',
			nameLocation: 'middle',
			nameGap: 30,
			max: 'dataMax',
			axisLabel: { formatter: (seconds: number) => String(Math.round(seconds)) },
		},
		yAxis: {
			type: 'value',
			name: 'requests in the last second',
			nameTextStyle: { align: 'left' },
			max: REQUESTS_A_SECOND + 1,
			minInterval: 1,
		},
		series: [
			{
				type: 'line',
				step: 'end',
				showSymbol: false,
				lineStyle: { width: 1.5 },
				data: points,
				markLine: {
					symbol: 'none',
					lineStyle: { color: '#c0392b' },
					label: { formatter: "amoCRM's limit", position: 'insideEndTop' },
					data: [{ yAxis: REQUESTS_A_SECOND }],
				},
			},
		],
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return svg;
}
